//! The taxonomies as the database has them now: what they are called, and which row each slug is.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Alias, Place, TaxonomyKind, Term, Vocabulary, VocabularySource};

/// The active taxonomy rows and their aliases. Immutable: load another when rows change.
#[derive(Debug)]
pub struct Catalog {
    /// From what people write to slugs.
    pub vocabulary: Vocabulary,
    /// The same for the same rows and aliases.
    pub digest: [u8; 32],
    ids: HashMap<TaxonomyKind, HashMap<String, Uuid>>,
    /// Slugs of before, with the present ones.
    renamed: HashMap<TaxonomyKind, HashMap<String, String>>,
    /// Also of rows that are no longer active: what was filed under them still is.
    slugs: HashMap<Uuid, Arc<str>>,
    /// The taxonomy's own order: roles as they are sorted, places by size, the others by name.
    ranks: HashMap<TaxonomyKind, HashMap<String, usize>>,
}

impl Catalog {
    /// Reads the taxonomies: some 4,000 rows.
    pub async fn load(pool: &PgPool) -> sqlx::Result<Self> {
        let mut ids: HashMap<TaxonomyKind, HashMap<String, Uuid>> = HashMap::new();
        let mut source = VocabularySource::default();
        let roles = sqlx::query!(
            "select id, slug, title, full_title from roles where is_active order by sort_order, slug"
        )
        .fetch_all(pool)
        .await?;
        for row in roles {
            ids.entry(TaxonomyKind::Role).or_default().insert(row.slug.clone(), row.id);
            source.roles.push(Term { slug: row.slug, name: row.title, full_name: Some(row.full_title) });
        }
        let industries = sqlx::query!("select id, slug, name from industries where is_active order by name")
            .fetch_all(pool)
            .await?;
        for row in industries {
            ids.entry(TaxonomyKind::Industry).or_default().insert(row.slug.clone(), row.id);
            source.industries.push(Term { slug: row.slug, name: row.name, full_name: None });
        }
        let specialties =
            sqlx::query!("select id, slug, name from specialties where is_active order by name")
                .fetch_all(pool)
                .await?;
        for row in specialties {
            ids.entry(TaxonomyKind::Specialty).or_default().insert(row.slug.clone(), row.id);
            source.specialties.push(Term { slug: row.slug, name: row.name, full_name: None });
        }
        let locations = sqlx::query!(
            "select id, slug, city, state_region, country_code, metro, display_name,
                    lat::float8 as lat, lng::float8 as lng, population
               from locations where is_active order by population desc, slug"
        )
        .fetch_all(pool)
        .await?;
        for row in locations {
            ids.entry(TaxonomyKind::Location).or_default().insert(row.slug.clone(), row.id);
            source.locations.push(Place {
                slug: row.slug,
                city: row.city,
                state_region: row.state_region,
                country_code: row.country_code,
                metro: row.metro,
                display_name: row.display_name,
                lat: row.lat,
                lng: row.lng,
                population: row.population,
            });
        }
        let all_slugs = sqlx::query!(
            r#"select id as "id!", slug::text as "slug!" from roles union all select id, slug from industries
               union all select id, slug from specialties union all select id, slug from locations"#
        )
        .map(|row| (row.id, row.slug.into()))
        .fetch_all(pool)
        .await?;
        let slugs: HashMap<Uuid, &str> =
            ids.values().flatten().map(|(slug, id)| (*id, slug.as_str())).collect();
        let redirects = sqlx::query!(
            r#"select entity_type, old_slug::text as "old_slug!", target_id from slug_redirects
                where entity_type in ('role', 'industry', 'specialty', 'location')"#
        )
        .fetch_all(pool)
        .await?;
        let mut renamed: HashMap<TaxonomyKind, HashMap<String, String>> = HashMap::new();
        for row in redirects {
            if let (Some(kind), Some(slug)) =
                (TaxonomyKind::from_param(&row.entity_type), slugs.get(&row.target_id))
            {
                renamed.entry(kind).or_default().insert(row.old_slug, (*slug).to_owned());
            }
        }
        let aliases = sqlx::query!(
            r#"select kind, alias, target_id as "target_id!" from taxonomy_aliases
                where target_id is not null order by mapped_at, id"#
        )
        .fetch_all(pool)
        .await?;
        source.aliases = aliases
            .into_iter()
            .filter_map(|row| {
                let kind = TaxonomyKind::from_param(&row.kind)?;
                Some(Alias { kind, alias: row.alias, slug: (*slugs.get(&row.target_id)?).to_owned() })
            })
            .collect();
        let roles = source.roles.iter().map(|term| (TaxonomyKind::Role, &term.slug));
        let industries = source.industries.iter().map(|term| (TaxonomyKind::Industry, &term.slug));
        let specialties = source.specialties.iter().map(|term| (TaxonomyKind::Specialty, &term.slug));
        let places = source.locations.iter().map(|place| (TaxonomyKind::Location, &place.slug));
        let mut ranks: HashMap<TaxonomyKind, HashMap<String, usize>> = HashMap::new();
        for (rank, (kind, slug)) in roles.chain(industries).chain(specialties).chain(places).enumerate() {
            ranks.entry(kind).or_default().insert(slug.clone(), rank);
        }
        let digest = Sha256::digest(format!("{source:?}")).into();
        let slugs = all_slugs.into_iter().collect();
        Ok(Self { vocabulary: Vocabulary::new(source), digest, ids, renamed, slugs, ranks })
    }

    /// The slugs of a kind, in no order.
    pub fn slugs(&self, kind: TaxonomyKind) -> impl Iterator<Item = &str> {
        self.ids.get(&kind).into_iter().flatten().map(|(slug, _)| slug.as_str())
    }

    /// Where a slug stands among its kind: roles as they are sorted, places by size, the others by name.
    pub fn rank(&self, kind: TaxonomyKind, slug: &str) -> usize {
        self.ranks.get(&kind).and_then(|ranks| ranks.get(slug)).copied().unwrap_or(usize::MAX)
    }

    /// The row that a slug names.
    pub fn id(&self, kind: TaxonomyKind, slug: &str) -> Option<Uuid> {
        self.ids.get(&kind)?.get(slug).copied()
    }

    /// The present slug of what once had this one.
    pub fn renamed(&self, kind: TaxonomyKind, slug: &str) -> Option<&str> {
        self.renamed.get(&kind)?.get(slug).map(String::as_str)
    }

    /// The row that a slug names, or once named: sources said it with the slug of their day.
    pub fn filed(&self, kind: TaxonomyKind, slug: &str) -> Option<Uuid> {
        self.id(kind, slug).or_else(|| self.id(kind, self.renamed(kind, slug)?))
    }

    /// The slug of a row.
    pub fn slug(&self, id: Uuid) -> Option<&Arc<str>> {
        self.slugs.get(&id)
    }

    /// What people read for a slug, or for one of before.
    pub fn name(&self, kind: TaxonomyKind, slug: &str) -> Option<&str> {
        let slug = self.renamed(kind, slug).filter(|_| self.id(kind, slug).is_none()).unwrap_or(slug);
        match kind {
            TaxonomyKind::Location => self.vocabulary.place(slug).map(|place| place.display_name.as_str()),
            _ => self.vocabulary.name(kind, slug),
        }
    }
}
