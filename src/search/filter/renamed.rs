//! What searches of before say with slugs that were renamed since, and what people take for slugs.

use super::places::area;
use super::{Filter, Kind};
use crate::taxonomy::{Catalog, TaxonomyKind};

impl Filter {
    /// Says slugs of before as they are now, and other names as slugs; and that something is in an area, where it was said to be
    /// around it.
    pub fn follow_renamed(&mut self, catalog: &Catalog) {
        for (parameter, values) in self.list.parameters.iter().zip(&mut self.values) {
            let Kind::Slugs(kind, _) = parameter.kind else { continue };
            let mut was_renamed = false;
            for slug in values.iter_mut().filter(|slug| catalog.id(kind, slug).is_none()) {
                let renamed = catalog.renamed(kind, slug).map(str::to_owned);
                if let Some(present) = renamed.or_else(|| meant(catalog, kind, slug)) {
                    *slug = present;
                    was_renamed = true;
                }
            }
            if was_renamed {
                values.sort_unstable();
                values.dedup();
            }
        }
        self.be_in_area(catalog);
    }
}

/// The slug of what goes by a name; of a city or an area where both do.
fn meant(catalog: &Catalog, kind: TaxonomyKind, name: &str) -> Option<String> {
    if kind != TaxonomyKind::Location {
        return catalog.meant(kind, name).map(str::to_owned);
    }
    let slug = catalog.vocabulary.place_or_area(name)?;
    let is_known = catalog.id(kind, &slug).is_some() || area(catalog, &slug).is_some();
    is_known.then_some(slug)
}
