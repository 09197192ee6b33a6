//! What searches of before say with slugs that were renamed since, and what people take for slugs.

use super::{Filter, Kind};
use crate::taxonomy::Catalog;

impl Filter {
    /// Says slugs of before as they are now, and other names as slugs; and that something is in an area, where it was said to be
    /// around it.
    pub fn follow_renamed(&mut self, catalog: &Catalog) {
        for (parameter, values) in self.list.parameters.iter().zip(&mut self.values) {
            let Kind::Slugs(kind, _) = parameter.kind else { continue };
            let mut was_renamed = false;
            for slug in values.iter_mut().filter(|slug| catalog.id(kind, slug).is_none()) {
                if let Some(present) = catalog.renamed(kind, slug).or_else(|| catalog.meant(kind, slug)) {
                    present.clone_into(slug);
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
