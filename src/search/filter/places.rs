//! Where is searched: in a city, around one, or in a whole area.

use super::Filter;
use crate::search::meaning::{near, nearest};
use crate::search::shared::distance;
use crate::taxonomy::{Area, Catalog, Place, TaxonomyKind};

impl Filter {
    /// The places around which or the cities of the area in which is searched, if it is; never empty then.
    pub fn near(&self, catalog: &Catalog) -> Vec<String> {
        if let Some(area) = self.area(catalog) {
            return area.cities.to_vec();
        }
        let kilometres = self.how("radius").parse().unwrap_or_default();
        self.value("near").map(|slug| near(&catalog.vocabulary, slug, kilometres)).unwrap_or_default()
    }

    /// The one city in which is searched.
    pub fn city(&self, catalog: &Catalog) -> Option<&str> {
        self.value("location").filter(|_| self.area(catalog).is_none())
    }

    /// The area that is searched, where that is one.
    pub fn area<'a>(&self, catalog: &'a Catalog) -> Option<&'a Area> {
        area(catalog, self.value("location")?)
    }

    /// The places around which is searched, the nearest first; without those of which nobody knows where they are.
    pub fn nearest(&self, catalog: &Catalog) -> Vec<String> {
        let near = self.near(catalog);
        let Some(slug) = self.value("near") else { return near };
        nearest(catalog, slug, near.iter().map(String::as_str))
            .into_iter()
            .map(|(slug, _)| slug.to_owned())
            .collect()
    }

    /// The same search where somebody may have meant who named its place: in another one of that name, or in one that is spelled
    /// like what nobody knows.
    pub fn elsewhere(&self, catalog: &Catalog, most: usize) -> Vec<(String, Self)> {
        let vocabulary = &catalog.vocabulary;
        let is_within = self.value("location").is_some();
        let there = |slug: &str| {
            if is_within { Some(self.with("location", slug).on_page(1)) } else { self.placed(slug) }
        };
        let in_city = |place: &Place| Some((place.display_name.clone(), there(&place.slug)?));
        let typed = self.unknown_place();
        if !typed.is_empty() {
            return vocabulary.cities_like(typed).into_iter().take(most).filter_map(in_city).collect();
        }
        let Some(slug) = self.value("location").or_else(|| self.value("near")) else { return Vec::new() };
        let area = area(catalog, slug);
        let city = vocabulary.place(slug).filter(|_| area.is_none());
        let Some(name) = area.map(|area| &area.name).or(city.map(|city| &city.city)) else {
            return Vec::new();
        };
        let is_there =
            |city: &&Place| area.is_some_and(|area| area.cities.contains(&city.slug)) || city.slug == slug;
        let cities = vocabulary.cities(name).filter(|city| !is_there(city)).filter_map(in_city);
        let of_area = |area: &Area| Some((format!("all of {}", area.name), there(&area.slug())?));
        let areas = city.and_then(|city| {
            vocabulary.area(&city.city).filter(|area| !area.cities.contains(&city.slug)).and_then(of_area)
        });
        cities.take(most).chain(areas).collect()
    }

    /// How far a place is from where is searched (`12 km (7 mi) from Austin, TX`); nothing where it is just there.
    pub fn way_to(&self, slug: Option<&str>, catalog: &Catalog) -> Option<String> {
        let (here, there) = (self.value("near")?, slug?);
        let (_, far) = nearest(catalog, here, std::iter::once(there)).pop()?;
        let name = catalog.name(TaxonomyKind::Location, here)?;
        (here != there).then(|| format!("{} from {name}", distance(&format!("{far:.0}"))))
    }

    /// Says that something is in an area, where it was said to be around it.
    pub(super) fn be_in_area(&mut self, catalog: &Catalog) {
        let places = ["location", "near", "radius"].map(|name| self.list.place(name));
        let [Some(location), Some(near), Some(radius)] = places else { return };
        if let Some(area) = self.values[near].first().and_then(|slug| area(catalog, slug)) {
            self.values[location] = vec![area.slug()];
            self.values[near].clear();
        }
        let Some(area) = self.area(catalog).map(Area::slug) else { return };
        // Around a place is narrower; and around an area is no way.
        let is_around = !self.values[near].is_empty();
        self.values[location] = if is_around { Vec::new() } else { vec![area] };
        if !is_around {
            self.values[radius].clear();
        }
    }
}

/// The area of this slug, if no place has it.
pub(super) fn area<'a>(catalog: &'a Catalog, slug: &str) -> Option<&'a Area> {
    let area =
        || catalog.vocabulary.area(slug).filter(|area| catalog.vocabulary.area(&area.slug()).is_some());
    if catalog.id(TaxonomyKind::Location, slug).is_some() { None } else { area() }
}
