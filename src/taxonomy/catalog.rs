//! The taxonomies as the database has them now: what they are called, and which row each slug is.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Alias, Place, TaxonomyKind, Term, Vocabulary, VocabularySource};

/// The taxonomy rows and their aliases. Immutable: load another when rows change.
#[derive(Debug)]
pub struct Catalog {
    /// From what people write to slugs: of active rows.
    pub vocabulary: Vocabulary,
    /// The same for the same rows, active or not, and aliases.
    pub digest: [u8; 32],
    ids: HashMap<TaxonomyKind, HashMap<String, Uuid>>,
    /// Slugs of before, with the present ones.
    renamed: HashMap<TaxonomyKind, HashMap<String, String>>,
    /// Also of rows that are no longer active: what was filed under them still is.
    slugs: HashMap<Uuid, Arc<str>>,
    terms: HashMap<Uuid, Term>,
    places: HashMap<Uuid, Place>,
    labels: HashMap<TaxonomyKind, Labels>,
    /// What a role or an industry is, in a sentence or two.
    about: HashMap<Uuid, String>,
    /// For each role those that are closest in kind to it, closest first.
    related_roles: HashMap<String, Vec<String>>,
}

/// What choices are called and how they are sorted, by their slugs.
pub type Labels = hashbrown::HashMap<Arc<str>, Label>;

/// What a choice is called and how it is sorted among its kind.
#[derive(Clone, Debug)]
pub struct Label {
    /// What people read.
    pub name: Arc<str>,
    /// By the taxonomy's own order: roles as they are sorted, places by size, the others by name.
    pub rank: usize,
    /// By name.
    pub by_name: usize,
}

impl Catalog {
    /// Reads the taxonomies: some 4,000 rows.
    pub async fn load(connection: &mut PgConnection) -> sqlx::Result<Self> {
        let mut filed = Filed::default();
        let roles = sqlx::query!(
            "select id, slug, title, full_title, description, is_active from roles order by sort_order, slug"
        )
        .fetch_all(&mut *connection)
        .await?;
        for row in roles {
            let term = Term { slug: row.slug, name: row.title, full_name: Some(row.full_title) };
            filed.term(TaxonomyKind::Role, row.id, term, row.is_active);
            filed.about.insert(row.id, row.description);
        }
        let industries =
            sqlx::query!("select id, slug, name, description, is_active from industries order by name")
                .fetch_all(&mut *connection)
                .await?;
        for row in industries {
            let term = Term { slug: row.slug, name: row.name, full_name: None };
            filed.term(TaxonomyKind::Industry, row.id, term, row.is_active);
            filed.about.insert(row.id, row.description);
        }
        let specialties = sqlx::query!("select id, slug, name, is_active from specialties order by name")
            .fetch_all(&mut *connection)
            .await?;
        for row in specialties {
            let term = Term { slug: row.slug, name: row.name, full_name: None };
            filed.term(TaxonomyKind::Specialty, row.id, term, row.is_active);
        }
        let locations = sqlx::query!(
            "select id, slug, city, state_region, country_code, metro, display_name, is_active,
                    lat::float8 as lat, lng::float8 as lng, population
               from locations order by population desc, slug"
        )
        .fetch_all(&mut *connection)
        .await?;
        for row in locations {
            let place = Place {
                slug: row.slug,
                city: row.city,
                state_region: row.state_region,
                country_code: row.country_code,
                metro: row.metro,
                display_name: row.display_name,
                lat: row.lat,
                lng: row.lng,
                population: row.population,
            };
            filed.place(row.id, place, row.is_active);
        }
        let Filed { ids, slugs, terms, places, about, mut source, mut digest } = filed;
        let present: HashMap<Uuid, &str> =
            ids.values().flatten().map(|(slug, id)| (*id, slug.as_str())).collect();
        let redirects = sqlx::query!(
            r#"select entity_type, old_slug::text as "old_slug!", target_id from slug_redirects
                where entity_type in ('role', 'industry', 'specialty', 'location')"#
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut renamed: HashMap<TaxonomyKind, HashMap<String, String>> = HashMap::new();
        for row in redirects {
            if let (Some(kind), Some(slug)) =
                (TaxonomyKind::from_param(&row.entity_type), present.get(&row.target_id))
            {
                renamed.entry(kind).or_default().insert(row.old_slug, (*slug).to_owned());
            }
        }
        let aliases = sqlx::query!(
            r#"select kind, alias, target_id as "target_id!" from taxonomy_aliases
                where target_id is not null order by mapped_at, id"#
        )
        .fetch_all(&mut *connection)
        .await?;
        source.aliases = aliases
            .into_iter()
            .filter_map(|row| {
                let kind = TaxonomyKind::from_param(&row.kind)?;
                let slug = slugs.get(&row.target_id).filter(|slug| ids[&kind].contains_key(&***slug))?;
                Some(Alias { kind, alias: row.alias, slug: slug.to_string() })
            })
            .collect();
        let of_terms = |terms: &[Term]| labels(terms.iter().map(|term| (&*term.slug, &*term.name)));
        let labels = HashMap::from([
            (TaxonomyKind::Role, of_terms(&source.roles)),
            (TaxonomyKind::Industry, of_terms(&source.industries)),
            (TaxonomyKind::Specialty, of_terms(&source.specialties)),
            (
                TaxonomyKind::Location,
                labels(source.locations.iter().map(|place| (&*place.slug, &*place.display_name))),
            ),
        ]);
        // Of its function, or sharing specialties with it.
        let related_roles = sqlx::query!(
            r#"select me.slug::text as "slug!",
                      array_agg(o.slug::text order by o.function = me.function desc, coalesce(shared.n, 0) desc,
                                                      o.sort_order, o.slug) as "related!"
                 from roles me
                 join roles o on o.id <> me.id and o.is_active
                 left join (select a.role_id, b.role_id as other_id, count(*) as n
                              from specialty_roles a join specialty_roles b using (specialty_id)
                             group by 1, 2) shared on shared.role_id = me.id and shared.other_id = o.id
                where o.function = me.function or shared.n > 0
                group by me.slug"#
        )
        .map(|row| (row.slug, row.related))
        .fetch_all(&mut *connection)
        .await?;
        let related_roles = related_roles.into_iter().collect();
        digest.update(format!("{:?}", source.aliases));
        Ok(Self {
            vocabulary: Vocabulary::new(source),
            digest: digest.finalize().into(),
            ids,
            renamed,
            slugs,
            terms,
            places,
            labels,
            about,
            related_roles,
        })
    }

    /// The slugs of a kind, in no order.
    pub fn slugs(&self, kind: TaxonomyKind) -> impl Iterator<Item = &str> {
        self.ids.get(&kind).into_iter().flatten().map(|(slug, _)| slug.as_str())
    }

    /// Where a slug stands among its kind: roles as they are sorted, places by size, the others by name.
    pub fn rank(&self, kind: TaxonomyKind, slug: &str) -> usize {
        self.labels.get(&kind).and_then(|labels| labels.get(slug)).map_or(usize::MAX, |label| label.rank)
    }

    /// What a role or an industry is, where the taxonomy says it.
    pub fn about(&self, kind: TaxonomyKind, slug: &str) -> Option<&str> {
        self.about.get(&self.id(kind, slug)?).map(String::as_str)
    }

    /// The roles that are closest in kind to one: of its function or sharing specialties with it, closest first.
    pub fn related_roles(&self, slug: &str) -> &[String] {
        self.related_roles.get(slug).map_or(&[], Vec::as_slice)
    }

    /// What the choices of a kind are called.
    pub fn labels(&self, kind: TaxonomyKind) -> Option<&Labels> {
        self.labels.get(&kind)
    }

    /// The row that a slug names.
    pub fn id(&self, kind: TaxonomyKind, slug: &str) -> Option<Uuid> {
        self.ids.get(&kind)?.get(slug).copied()
    }

    /// The present slug of what once had this one.
    pub fn renamed(&self, kind: TaxonomyKind, slug: &str) -> Option<&str> {
        self.renamed.get(&kind)?.get(slug).map(String::as_str)
    }

    /// The slug of what goes by this name, written like a slug (`cfo`, `austin`).
    pub fn meant(&self, kind: TaxonomyKind, name: &str) -> Option<&str> {
        let words = name.replace('-', " ");
        let slug = self.vocabulary.slug(kind, &words).or_else(|| {
            let largest = self.vocabulary.cities(&words).next().filter(|_| kind == TaxonomyKind::Location)?;
            Some(largest.slug.as_str())
        });
        slug.filter(|slug| *slug != name && self.id(kind, slug).is_some())
    }

    /// The present slug of what once had this one, as the database has it now, or of what goes by it.
    pub async fn present(
        &self,
        pool: &PgPool,
        kind: TaxonomyKind,
        slug: &str,
    ) -> sqlx::Result<Option<String>> {
        let renamed = super::queries::renamed(pool, kind, slug).await?;
        Ok(renamed.or_else(|| self.meant(kind, slug).map(str::to_owned)))
    }

    /// The row that a slug names, or once named: sources said it with the slug of their day.
    pub fn filed(&self, kind: TaxonomyKind, slug: &str) -> Option<Uuid> {
        self.id(kind, slug).or_else(|| self.id(kind, self.renamed(kind, slug)?))
    }

    /// The slug of a row.
    pub fn slug(&self, id: Uuid) -> Option<&Arc<str>> {
        self.slugs.get(&id)
    }

    /// A role, an industry or a specialty, active or not.
    pub fn term(&self, id: Uuid) -> Option<&Term> {
        self.terms.get(&id)
    }

    /// A place, active or not.
    pub fn place(&self, id: Uuid) -> Option<&Place> {
        self.places.get(&id)
    }

    /// Whether what is filed under its rows stands in the indexes as it does by another: under the same slugs, in the same countries.
    pub fn files_as(&self, other: &Self) -> bool {
        let filed = |catalog: &'_ Self, id| {
            (catalog.slug(id).cloned(), catalog.place(id).map(|place| place.country_code.clone()))
        };
        self.slugs.keys().all(|id| filed(self, *id) == filed(other, *id))
    }

    /// The slugs and names of some terms, in this order.
    pub fn named(&self, ids: &[Uuid]) -> Vec<(String, String)> {
        ids.iter()
            .filter_map(|id| self.term(*id))
            .map(|term| (term.slug.clone(), term.name.clone()))
            .collect()
    }

    /// What people read for a slug, or for one of before.
    pub fn name(&self, kind: TaxonomyKind, slug: &str) -> Option<&str> {
        let slug = self.renamed(kind, slug).filter(|_| self.id(kind, slug).is_none()).unwrap_or(slug);
        match kind {
            TaxonomyKind::Location => {
                let place = self.vocabulary.place(slug).map(|place| &place.display_name);
                place.or_else(|| Some(&self.vocabulary.area(slug)?.name)).map(String::as_str)
            }
            _ => self.vocabulary.name(kind, slug),
        }
    }
}

/// What these rows, by slug and name in the taxonomy's own order, are called.
fn labels<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> Labels {
    let mut rows: Vec<(&str, &str, usize)> =
        rows.zip(0..).map(|((slug, name), rank)| (name, slug, rank)).collect();
    rows.sort_unstable();
    let label = |(by_name, (name, slug, rank)): (usize, (&str, &str, usize))| {
        (slug.into(), Label { name: name.into(), rank, by_name })
    };
    rows.into_iter().enumerate().map(label).collect()
}

/// The rows as they are read.
#[derive(Default)]
struct Filed {
    ids: HashMap<TaxonomyKind, HashMap<String, Uuid>>,
    slugs: HashMap<Uuid, Arc<str>>,
    terms: HashMap<Uuid, Term>,
    places: HashMap<Uuid, Place>,
    about: HashMap<Uuid, String>,
    /// Of active rows.
    source: VocabularySource,
    /// Of all rows: what is filed under one that is out of use is still shown under its name.
    digest: Sha256,
}

impl Filed {
    fn term(&mut self, kind: TaxonomyKind, id: Uuid, term: Term, is_active: bool) {
        self.row(kind, id, &term.slug, is_active);
        self.digest.update(format!("{kind:?} {id} {is_active} {term:?}"));
        if is_active {
            let of_kind = match kind {
                TaxonomyKind::Role => &mut self.source.roles,
                TaxonomyKind::Industry => &mut self.source.industries,
                TaxonomyKind::Specialty | TaxonomyKind::Location => &mut self.source.specialties,
            };
            of_kind.push(term.clone());
        }
        self.terms.insert(id, term);
    }

    fn place(&mut self, id: Uuid, place: Place, is_active: bool) {
        self.row(TaxonomyKind::Location, id, &place.slug, is_active);
        self.digest.update(format!("{id} {is_active} {place:?}"));
        if is_active {
            self.source.locations.push(place.clone());
        }
        self.places.insert(id, place);
    }

    fn row(&mut self, kind: TaxonomyKind, id: Uuid, slug: &str, is_active: bool) {
        let of_kind = self.ids.entry(kind).or_default();
        if is_active {
            of_kind.insert(slug.to_owned(), id);
        }
        self.slugs.insert(id, slug.into());
    }
}

/// A catalog that knows certain rows.
#[derive(Debug)]
pub enum Knowing<'a> {
    /// The one that was there.
    There(&'a Catalog),
    /// One that was read anew.
    Anew(Box<Catalog>),
}

impl Deref for Knowing<'_> {
    type Target = Catalog;

    fn deref(&self) -> &Catalog {
        match self {
            Self::There(catalog) => catalog,
            Self::Anew(catalog) => catalog,
        }
    }
}

impl Catalog {
    /// This catalog, or, where it doesn't know one of these rows yet, one as the database has it by now.
    pub async fn knowing(&self, connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<Knowing<'_>> {
        if ids.iter().all(|id| self.slugs.contains_key(id)) {
            return Ok(Knowing::There(self));
        }
        Self::load(connection).await.map(|catalog| Knowing::Anew(Box::new(catalog)))
    }
}
