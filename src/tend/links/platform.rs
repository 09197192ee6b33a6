//! On which platform a posting stands, and so how it is asked whether it is open.

use hyper::Method;
use url::Url;

/// Where a posting stands, with what the platform knows it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Platform {
    /// A page of Greenhouse's own.
    Greenhouse {
        /// The posting.
        id: String,
        /// The employer's board; a form that is embedded elsewhere need not name it.
        board: Option<String>,
    },
    /// A page of the employer's, which takes the posting from Greenhouse (`gh_jid`).
    EmbeddedGreenhouse {
        /// The posting.
        id: String,
    },
    /// What Greenhouse's interface for boards says of a posting.
    GreenhouseBoards,
    /// A page of Lever's.
    Lever {
        /// The posting.
        id: String,
    },
    /// A page of Ashby's.
    Ashby {
        /// The posting.
        id: String,
    },
    /// What the page of a Workday site asks for, and the site's address.
    Workday {
        /// The posting's data.
        data: Url,
        /// The list that it stands in.
        site: Url,
    },
    /// Any other page.
    Web,
}

impl Platform {
    /// By its address.
    pub fn of(url: &Url) -> Self {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        let parts: Vec<&str> =
            url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let parameter = |name: &str| {
            url.query_pairs()
                .find(|(key, value)| key == name && is_id(value))
                .map(|(_, value)| value.into_owned())
        };
        if is_of(host, "greenhouse.io") && host != "boards-api.greenhouse.io" {
            match parts[..] {
                [board, "jobs", id, ..] if is_id(id) && is_id(board) => {
                    return Self::Greenhouse { id: id.to_owned(), board: Some(board.to_owned()) };
                }
                ["embed", "job_app", ..] => {
                    if let Some(id) = parameter("token") {
                        return Self::Greenhouse { id, board: parameter("for") };
                    }
                }
                _ => {}
            }
        } else if matches!(host, "jobs.lever.co" | "jobs.eu.lever.co") {
            if let [_, id, ..] = parts[..] {
                return Self::Lever { id: id.to_owned() };
            }
        } else if host == "jobs.ashbyhq.com" {
            if let [_, id, ..] = parts[..] {
                return Self::Ashby { id: id.to_owned() };
            }
        } else if is_of(host, "myworkdayjobs.com")
            && let Some(workday) = workday(url, host, &parts)
        {
            return workday;
        }
        match parameter("gh_jid") {
            Some(id) => Self::EmbeddedGreenhouse { id },
            None => Self::Web,
        }
    }

    /// What is asked first: by HEAD where status and place say it all.
    pub fn question(&self, url: &Url) -> (Method, Url) {
        match self {
            Self::Greenhouse { .. } | Self::Lever { .. } => (Method::HEAD, url.clone()),
            Self::Workday { data, .. } => (Method::GET, data.clone()),
            Self::EmbeddedGreenhouse { .. } | Self::GreenhouseBoards | Self::Ashby { .. } | Self::Web => {
                (Method::GET, url.clone())
            }
        }
    }

    /// What answers as long as the posting's host is in order, so that a missing page means something.
    pub fn sign_of_life(&self, url: &Url) -> Url {
        match self {
            Self::Workday { site, .. } => site.clone(),
            // The board; the interface has no front page.
            Self::GreenhouseBoards => url.join("..").unwrap_or_else(|_| url.clone()),
            _ => url.join("/").unwrap_or_else(|_| url.clone()),
        }
    }

    /// In words.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Greenhouse { .. } | Self::GreenhouseBoards => "Greenhouse",
            Self::Lever { .. } => "Lever",
            Self::Ashby { .. } => "Ashby",
            Self::Workday { .. } => "Workday",
            Self::EmbeddedGreenhouse { .. } | Self::Web => "the page",
        }
    }
}

/// Where Greenhouse's interface tells of a posting.
pub fn greenhouse_boards(board: &str, id: &str) -> Option<Url> {
    let address = format!("https://boards-api.greenhouse.io/v1/boards/{board}/jobs/{id}");
    (is_id(board) && is_id(id)).then(|| Url::parse(&address).ok()).flatten()
}

/// `/[language/]site/job/place/title_id[/apply]`, whose data is at `/wday/cxs/tenant/site/job/place/title_id`.
fn workday(url: &Url, host: &str, parts: &[&str]) -> Option<Platform> {
    let tenant = host.split('.').next()?;
    let at = parts.iter().position(|part| matches!(*part, "job" | "details"))?;
    let site = parts.get(at.checked_sub(1)?)?;
    let end = parts.iter().position(|part| *part == "apply").unwrap_or(parts.len());
    let posting = parts.get(at + 1..end).filter(|posting| !posting.is_empty())?.join("/");
    let address = |path: String| {
        let mut address = url.clone();
        address.set_query(None);
        address.set_fragment(None);
        address.set_path(&path);
        address
    };
    Some(Platform::Workday {
        data: address(format!("/wday/cxs/{tenant}/{site}/job/{posting}")),
        site: address(format!("/{site}")),
    })
}

/// Whether a host is a domain or below it.
fn is_of(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a word of an address can be an id.
fn is_id(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Platform {
        Platform::of(&Url::parse(address).unwrap())
    }

    #[test]
    fn a_platform_is_known_by_its_addresses() {
        let greenhouse = |id: &str, board: Option<&str>| Platform::Greenhouse {
            id: id.into(),
            board: board.map(str::to_owned),
        };
        for (address, platform) in [
            ("https://boards.greenhouse.io/acme/jobs/4010", greenhouse("4010", Some("acme"))),
            ("https://job-boards.greenhouse.io/acme/jobs/4010?gh_src=x", greenhouse("4010", Some("acme"))),
            ("https://job-boards.eu.greenhouse.io/acme/jobs/4010", greenhouse("4010", Some("acme"))),
            (
                "https://boards.greenhouse.io/embed/job_app?for=acme&token=4010",
                greenhouse("4010", Some("acme")),
            ),
            ("https://boards.greenhouse.io/embed/job_app?token=4010", greenhouse("4010", None)),
            ("https://acme.example/careers?gh_jid=4010", Platform::EmbeddedGreenhouse { id: "4010".into() }),
            ("https://jobs.lever.co/acme/0c7b-11", Platform::Lever { id: "0c7b-11".into() }),
            ("https://jobs.eu.lever.co/acme/0c7b-11/apply", Platform::Lever { id: "0c7b-11".into() }),
            ("https://jobs.ashbyhq.com/acme/0c7b-11/application", Platform::Ashby { id: "0c7b-11".into() }),
            // Lists, look-alikes and everything else are pages like others.
            ("https://boards.greenhouse.io/acme", Platform::Web),
            ("https://boards-api.greenhouse.io/v1/boards/acme/jobs/1", Platform::Web),
            ("https://greenhouse.io.evil.example/acme/jobs/4010", Platform::Web),
            ("https://notgreenhouse.io/acme/jobs/4010", Platform::Web),
            ("https://jobs.lever.co/acme", Platform::Web),
            ("https://acme.example/jobs/1?gh_jid=../x", Platform::Web),
            ("https://acme.wd5.myworkdayjobs.com/Careers", Platform::Web),
        ] {
            assert_eq!(of(address), platform, "{address}");
        }
    }

    #[test]
    fn a_workday_page_is_asked_for_what_it_shows() {
        for address in [
            "https://acme.wd5.myworkdayjobs.com/Careers/job/Austin-TX/CFO_R-12",
            "https://acme.wd5.myworkdayjobs.com/en-US/Careers/job/Austin-TX/CFO_R-12/apply?source=x",
            "https://acme.wd5.myworkdayjobs.com/en-US/Careers/details/Austin-TX/CFO_R-12#top",
        ] {
            let url = Url::parse(address).unwrap();
            let platform = Platform::of(&url);
            let (method, question) = platform.question(&url);
            assert_eq!(method, Method::GET);
            assert_eq!(
                question.as_str(),
                "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/job/Austin-TX/CFO_R-12"
            );
            assert_eq!(platform.sign_of_life(&url).as_str(), "https://acme.wd5.myworkdayjobs.com/Careers");
        }
    }
}
