//! The shipped reference data into the database, as often as one likes: new rows are added, rows that an operator
//! edited are left alone, and so are those that they renamed or merged into others.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::vocabulary::fold;
use super::{TaxonomyKind, shipped};
use crate::secrets::hex;

/// The same, unless these data were the last that were loaded, and in this way.
pub async fn load_shipped_once(pool: &PgPool) -> sqlx::Result<()> {
    let digest = digest();
    let is_there = sqlx::query_scalar!(
        r#"select exists (select from shipped_data where digest = $1) as "is_there!""#,
        digest
    )
    .fetch_one(pool)
    .await?;
    if !is_there {
        load_shipped(pool).await?;
        sqlx::query!(
            "insert into shipped_data (digest) values ($1)
             on conflict (singleton) do update set digest = excluded.digest, loaded_at = now()",
            digest
        )
        .execute(pool)
        .await?;
    }
    Ok(())
}

/// What is loaded, and how.
fn digest() -> String {
    let parts = std::iter::once(&include_str!("load.rs")).chain(shipped::TEXTS);
    let whole = parts.fold(Sha256::new(), |whole, part| whole.chain_update(Sha256::digest(part)));
    hex(&whole.finalize())
}

/// Adds what is new in the shipped data and refreshes what is not edited. One transaction; 4,000 rows.
pub async fn load_shipped(pool: &PgPool) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    roles(&mut transaction).await?;
    industries(&mut transaction).await?;
    locations(&mut transaction).await?;
    specialties(&mut transaction).await?;
    for kind in TaxonomyKind::ALL {
        aliases(&mut transaction, *kind).await?;
    }
    transaction.commit().await
}

async fn roles(connection: &mut PgConnection) -> sqlx::Result<()> {
    let rows = rows(shipped::ROLES.iter().map(|role| {
        json!({"id": Uuid::now_v7(), "slug": role.slug, "title": role.title, "full_title": role.full_title,
               "description": role.description, "function": role.function, "sort_order": role.sort_order})
    }));
    sqlx::query!(
        "insert into roles (id, slug, title, full_title, description, function, sort_order)
         select id, slug, title, full_title, description, function, sort_order
           from jsonb_populate_recordset(null::roles, $1) as shipped
          where not exists (select from slug_redirects r where r.entity_type = 'role' and r.old_slug = shipped.slug)
         on conflict on constraint roles_slug_key do update
            set title = excluded.title, full_title = excluded.full_title, description = excluded.description,
                function = excluded.function, sort_order = excluded.sort_order
          where roles.edited_at is null
            and (roles.title, roles.full_title, roles.description, roles.function, roles.sort_order) is distinct from
                (excluded.title, excluded.full_title, excluded.description, excluded.function, excluded.sort_order)",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn industries(connection: &mut PgConnection) -> sqlx::Result<()> {
    let rows = rows(shipped::INDUSTRIES.iter().map(|industry| {
        json!({"id": Uuid::now_v7(), "slug": industry.slug, "name": industry.name, "description": industry.description})
    }));
    sqlx::query!(
        "insert into industries (id, slug, name, description)
         select id, slug, name, description from jsonb_populate_recordset(null::industries, $1) as shipped
          where not exists (select from slug_redirects r where r.entity_type = 'industry' and r.old_slug = shipped.slug)
         on conflict on constraint industries_slug_key do update
            set name = excluded.name, description = excluded.description
          where industries.edited_at is null
            and (industries.name, industries.description) is distinct from (excluded.name, excluded.description)",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn locations(connection: &mut PgConnection) -> sqlx::Result<()> {
    let rows = rows(shipped::LOCATIONS.iter().map(|place| {
        json!({"id": Uuid::now_v7(), "slug": place.slug, "city": place.city, "state_region": place.state_region,
               "country_code": place.country_code, "country_name": place.country_name, "metro": place.metro,
               "display_name": place.display_name, "lat": place.lat, "lng": place.lng,
               "population": place.population, "timezone": place.timezone, "geonameid": place.geonameid})
    }));
    sqlx::query!(
        "insert into locations (id, slug, city, state_region, country_code, country_name, metro, display_name,
                                lat, lng, population, timezone, geonameid)
         select id, slug, city, state_region, country_code, country_name, metro, display_name,
                lat, lng, population, timezone, geonameid
           from jsonb_populate_recordset(null::locations, $1) as shipped
          where not exists (select from slug_redirects r where r.entity_type = 'location' and r.old_slug = shipped.slug)
         on conflict on constraint locations_slug_key do update
            set city = excluded.city, state_region = excluded.state_region, country_code = excluded.country_code,
                country_name = excluded.country_name, metro = excluded.metro, display_name = excluded.display_name,
                lat = excluded.lat, lng = excluded.lng, population = excluded.population,
                timezone = excluded.timezone, geonameid = excluded.geonameid
          where locations.edited_at is null
            and (locations.city, locations.state_region, locations.country_code, locations.country_name,
                 locations.metro, locations.display_name, locations.lat, locations.lng, locations.population,
                 locations.timezone, locations.geonameid) is distinct from
                (excluded.city, excluded.state_region, excluded.country_code, excluded.country_name,
                 excluded.metro, excluded.display_name, excluded.lat, excluded.lng, excluded.population,
                 excluded.timezone, excluded.geonameid)",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn specialties(connection: &mut PgConnection) -> sqlx::Result<()> {
    let tags = rows(
        shipped::SPECIALTIES
            .iter()
            .map(|specialty| json!({"id": Uuid::now_v7(), "slug": specialty.slug, "name": specialty.name})),
    );
    sqlx::query!(
        "insert into specialties (id, slug, name)
         select id, slug, name from jsonb_populate_recordset(null::specialties, $1) as shipped
          where not exists (select from slug_redirects r where r.entity_type = 'specialty' and r.old_slug = shipped.slug)
         on conflict on constraint specialties_slug_key do update
            set name = excluded.name
          where specialties.edited_at is null and specialties.name is distinct from excluded.name",
        tags
    )
    .execute(&mut *connection)
    .await?;
    let roles = rows(shipped::SPECIALTIES.iter().flat_map(|specialty| {
        let primary =
            json!({"specialty": specialty.slug, "role": specialty.primary_role_slug, "is_primary": true});
        let related = (specialty.related_role_slugs.iter())
            .map(|role| json!({"specialty": specialty.slug, "role": role, "is_primary": false}));
        std::iter::once(primary).chain(related)
    }));
    sqlx::query!(
        "insert into specialty_roles (specialty_id, role_id, is_primary)
         select s.id, r.id, shipped.is_primary
           from jsonb_to_recordset($1) as shipped(specialty text, role text, is_primary boolean)
           join specialties s on s.slug = shipped.specialty
           join roles r on r.slug = shipped.role
         on conflict on constraint specialty_roles_pkey do nothing",
        roles
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Spellings that are already known, whatever they are mapped to, stay as they are.
async fn aliases(connection: &mut PgConnection, kind: TaxonomyKind) -> sqlx::Result<()> {
    let spellings: Vec<(&str, &str)> = match kind {
        TaxonomyKind::Role => {
            shipped::ROLE_ALIASES.iter().map(|row| (row.alias.as_str(), row.role_slug.as_str())).collect()
        }
        TaxonomyKind::Industry => shipped::INDUSTRY_ALIASES
            .iter()
            .map(|row| (row.alias.as_str(), row.industry_slug.as_str()))
            .collect(),
        TaxonomyKind::Location => shipped::LOCATION_ALIASES
            .iter()
            .map(|row| (row.alias.as_str(), row.location_slug.as_str()))
            .collect(),
        TaxonomyKind::Specialty => return Ok(()),
    };
    let rows = rows(spellings.iter().map(|(alias, slug)| {
        json!({"id": Uuid::now_v7(), "kind": kind.param(), "alias": alias, "alias_key": fold(alias), "slug": slug})
    }));
    sqlx::query!(
        "insert into taxonomy_aliases (id, kind, alias, alias_key, target_id, mapped_at)
         select shipped.id, shipped.kind, shipped.alias, shipped.alias_key, target.id, now()
           from jsonb_to_recordset($1) as shipped(id uuid, kind text, alias text, alias_key text, slug text)
           join (select 'role' as kind, id, slug from roles
                 union all select 'industry', id, slug from industries
                 union all select 'location', id, slug from locations
                 union all select entity_type, target_id, old_slug from slug_redirects) target
             on target.kind = shipped.kind and target.slug = shipped.slug
         on conflict on constraint taxonomy_aliases_kind_alias_key do nothing",
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn rows(rows: impl Iterator<Item = Value>) -> Value {
    Value::Array(rows.collect())
}
