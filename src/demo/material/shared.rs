//! Material that suits every craft; the craft's own words come in through `{topic}`, `{win}` and the like.

#[rustfmt::skip]
pub(in crate::demo) const HEADLINES: &[&str] = &[
    "Fractional {role} for {clients}", "Fractional {role} | {topic}, {topic}", "{role} for {clients}: {plain} and {plain}", "Part-time {role} | {years} years in {industry} and beyond", "Fractional and interim {role}, {city}",
    "I help {clients} with {topic}", "{industry} {role} | {topic}", "Interim {role} | {topic}, {topic}, {topic}", "{role} two days a week for {clients}", "Portfolio {role} | {industry}, {plain}",
    "{years}-year {industry} operator, now fractional {role}", "{role}, adviser, board member | {topic}", "Independent {role} – {topic} for {clients}", "Fractional {full}, {city}", "{role} on demand: {topic}",
];

/// One result each, told in passing.
#[rustfmt::skip]
pub(in crate::demo) const RESULTS: &[&str] = &[
    "At {company}, {I} {win}.", "For {client} {I} {win}, and then {win}.", "With {company} {I} {win}.", "Last year, for {client}, {I} {win}.", "One client, {client}, is typical: over {7-16} months {I} {win} and {win}.",
    "At {client} {I} {win}. The team still works that way.", "Most recently {I} {win} at {client}.", "During {10-22} months with {company} {I} {win}.", "An example: at {client} {I} {win}.", "{I} {win} at {company}, and {win} at {other}.",
    "For {company}, {client}, {I} {win}.", "The result {I} still <mention|mentions> most often: {I} {win} at {client}.", "Earlier, for {client}, {I} {win}.",
];

#[rustfmt::skip]
pub(in crate::demo) const FOCUS: &[&str] = &[
    "Most of the work is {topic}, {topic} and, sooner or later, {topic}.", "Typical assignments: {topic}, {topic}, {topic}.", "Clients usually call about {topic} and stay for {topic}.", "{my} clients are mostly {clients}; the questions are mostly about {plain} and {plain}.",
    "[Strongest in|Best known for] {plain} and {plain}; happy to leave {topic} to people who love it.", "Sectors: {industry} first, with several years around {other} and similar firms.", "{I} <work|works> with two to four companies at a time, no more.",
    "The common thread is {topic}: it comes first in nearly every engagement.", "About half of {my} work is {topic}; the other half is whatever turns out to be behind it.",
];

#[rustfmt::skip]
pub(in crate::demo) const BACKGROUND: &[&str] = &[
    "Before going independent in {since}, {I} was {lasttitle} at {lastcompany}, after earlier years at {earliercompany}.", "{my} background: {firsttitle} at {firstcompany}, then a steady path to {lasttitle} at {lastcompany}. Independent since {since}.",
    "{I} started as {firsttitle} at {firstcompany} and became {lasttitle} at {lastcompany} before turning independent in {since}.", "The employed part of {my} career ended in {since}, as {lasttitle} at {lastcompany}.", "Earlier: {lasttitle} at {lastcompany}, and before that {earliercompany} and {firstcompany}. Working independently since {since}.",
    "{since} was the year {I} left {lastcompany}, where {I} had been {lasttitle}, to work with several companies at once.",
];

#[rustfmt::skip]
pub(in crate::demo) const CLOSINGS: &[&str] = &[
    "Based in {city}, happy to travel for the meetings that need a room.", "{I} <live|lives> in {city} with two children and a very old dog, and <answer|answers> messages the same day.", "The first call is free and lasts half an hour. If somebody else suits you better, {I} will say so.",
    "Engagements usually run six to eighteen months and end with a proper handover.", "{I} also <sit|sits> on the board of a local charity and <mentor|mentors> two first-time founders.", "References from past clients are gladly given.",
    "{I} <take|takes> on one new client a quarter.", "Outside work: long walks, choir, and a motorcycle that never quite runs.", "{I} <teach|teaches> a short course on {topic} at the local university each autumn.", "In {city} most of the week, elsewhere when it helps.",
    "Not a fit: companies that want a report and no change.", "Away from work {I} <row|rows>, badly, on Sunday mornings.", "[Notes on {topic}](https://{site}.example/notes) are on {my} site.", "A [one-page description of how {I} <work|works>](https://{site}.example/how) saves us both the first call.",
    "{I} <volunteer|volunteers> as treasurer of a football club, a humbling position.", "[Short engagements are fine.|Short projects are welcome.] The shortest so far took nine days.",
];

#[rustfmt::skip]
pub(in crate::demo) const START_TITLES: &[&str] = &["How I usually start", "The first thirty days", "In the first month", "A typical first month", "What happens first", "First weeks"];
#[rustfmt::skip]
pub(in crate::demo) const WIN_TITLES: &[&str] = &["Some results", "Selected results", "Recent work", "From the last few years", "A few examples", "What that has meant in practice"];
#[rustfmt::skip]
pub(in crate::demo) const LONG_TITLES: &[&str] = &["How I work", "Selected engagements", "What clients ask for", "What I believe about this work", "Results in more detail", "Background", "Working together"];

/// Reviews for any craft.
#[rustfmt::skip]
pub(in crate::demo) const REVIEWS: &[&str] = &[
    "We brought {first} in for {topic} and kept {herobj} for {topic}.", "In {5-9} months {first} {win}. I would hire {herobj} again tomorrow.", "{first} joined us two days a week and it felt like more.", "Exactly what we needed: experience without ego.", "The team asked me to extend the contract. Twice.",
    "{first} {win}. We had tried for two years.", "Prepared, punctual, honest. I wish that were less rare.", "I have worked with three fractional executives; {first} is the one I recommend.", "Left behind documents, habits and a better team.", "Our work on {topic} is now something we show to other companies.",
    "{first} listened for two weeks and then spoke. It was worth the wait.", "Strong on {topic}, and quick to say when a question belonged to somebody else.", "From the first call it was clear that {she} had done this many times.", "Good value. We paid for two days a week and got the judgment of twenty years.", "Handled a delicate situation with tact, then {win}.",
    "Very good with the board, even better with the people who do the work.", "What I remember is the calm. Also that {she} {win}.", "Would not change a thing except the number of days we had.",
];

/// What a review that names nothing may add.
#[rustfmt::skip]
pub(in crate::demo) const REVIEW_ENDINGS: &[&str] = &[
    "The work on {topic} stays with us.", "We had asked about {topic} and got an answer we could use.", "{first} also put {topic} on a sound footing.", "It began with {topic} and grew from there.", "For {topic} I would call {first} first.",
    "Especially good on {plain} and {plain}.", "I had expected advice on {topic}; we got the work done as well.", "That goes for {topic} as much as for {topic}.", "Our people still quote {first} on {topic}.", "If {topic} keeps you awake, talk to {first}.", "In {4-14} months {first} {win}.", "Along the way {first} {win}.", "The board noticed it first in {topic}.",
];

/// Reviews with a reservation.
#[rustfmt::skip]
pub(in crate::demo) const MIXED_REVIEWS: &[&str] = &[
    "Good work on {topic}. Availability was tighter than we expected in the second quarter.", "Strong start and solid results; the handover could have begun earlier.", "We got what we agreed on. I would plan more time for the team next time.", "Very experienced, sometimes faster than we could follow.",
    "Helpful advice on {topic}. Our own people were slow to act on it, so the effect was smaller than hoped.", "Solid, though one day a week was not enough for the problem we had.", "A bit formal for a team of nine, but the results on {topic} were real.", "Honest feedback, not always gently put. In hindsight {she} was right about most of it.",
];

#[rustfmt::skip]
pub(in crate::demo) const REVIEWER_TITLES: &[&str] = &["CEO", "Founder", "Co-founder and CEO", "Managing Director", "Chair", "COO", "Founder and CEO", "Chief Executive", "Board member", "Investor", "Managing Partner", "VP Operations", "Owner", "President", "General Manager", "Head of Product"];

/// A posting's first paragraph.
#[rustfmt::skip]
pub(in crate::demo) const COMPANY_INTROS: &[&str] = &[
    "{company} is {client} [based in|with its office in] {city}. We [employ|are] {people} people and work for {220-4800/20} {customers}.", "We are {company}, {client}. {customers} have trusted us for {age} years, and last year we grew by {12-48}%.", "{company} is {client} with {money:2-28M} in annual revenue and a small leadership team.",
    "{company} was started in {founded} and is today {client} with {people} colleagues in {1-4} locations.", "At {company} we serve {customers} in {2-14} countries from {city}. We are {client} and intend to stay independent.", "{company}, {client}, is looking for experienced leadership at an interesting moment.",
    "{company} does one thing: it helps {customers}. {people} of us do it from {city} and from home.", "You may not have heard of {company}. We are {client}, at it since {founded}, and quietly good at what we do.", "{company} is {client}. Our {160-3200/20} {customers} renew at {88-97}%, and we would like to deserve that in three years too.",
    "Think of {company} as {client} with unusually patient owners.", "{company} brings together {people} people who care about {customers}. We are {client} and we work mostly from {city}.", "Since {founded}, {company} has grown from a kitchen table to {people} people. We are {client}.",
];

#[rustfmt::skip]
pub(in crate::demo) const JOB_SHAPES: &[&str] = &[
    "We expect more days at the beginning and fewer once things run.", "The hours are yours to spread, around one fixed leadership meeting.", "You would report to the chief executive and sit on the leadership team.", "This is a part-time seat by design, not a trial for a full-time one.", "We expect a heavier first quarter and a lighter rhythm after that.",
    "You decide what to do yourself and what to hand to the team of {2-9}.", "There is a budget, a capable team of {3-8} and a board that wants this to work.", "We have no appetite for a report. We would like somebody to do it with us.", "You will have direct access to the founders and to the numbers.", "What success looks like: {plain} and {plain} run without daily attention.", "The focus is {topic}, {plain} and {plain}.", "If it goes well, you will help us find your successor before you go.",
];

#[rustfmt::skip]
pub(in crate::demo) const JOB_ENDINGS: &[&str] = &[
    "To apply, send a few lines on a similar situation you have been in. No cover letter needed.", "Our process: a call of thirty minutes, half a day with the team (paid), a decision within a week.", "We answer every application within five working days.", "We welcome people returning from a break, people with other clients, and people who work unusual hours.", "Two conversations and two references, then we decide.",
    "We pay invoices within ten days.", "{company} is an equal opportunity employer and means it.", "Questions before applying? The [role page]({url}) says who to ask.", "We would like to start in {spring} and can wait for the right person.", "Please tell us your rate and your available days in the first message; it saves everybody time.", "Agencies: thank you, we are well looked after.", "You will meet the people you would work with before you sign anything.",
];

#[rustfmt::skip]
pub(in crate::demo) const JOB_REQUIREMENTS: &[&str] = &[
    "Has worked part-time or as an interim leader before, or has thought carefully about it", "Two fixed days a week, the others as the work needs", "Experience in {industry} or a neighboring field", "Two references from the last five years", "Able to travel to {city} about once a month", "Fluent English; a second language helps", "Comfortable in a company of our size, with the tools that come with it", "Ready to start within {4-10} weeks",
];

#[rustfmt::skip]
pub(in crate::demo) const SUMMARIES: &[&str] = &[
    "Lead {plain} and {plain} at {client}, part-time.", "{company} needs an experienced {role} for {plain}, {plain} and a team of {3-9}.", "Own {topic} for {client} and prepare the team to run it alone.", "A part-time seat on the leadership team of {client}: {topic}, {topic}, {topic}.", "Help {client} with {topic} over the next {months} months.", "Take responsibility for {topic} while {company} grows.", "Senior, hands-on and part-time: {topic} at {client}.",
    "{company} is looking for a {role} to bring order to {plain} and {plain}.", "Join {client} as {role} and start with {topic}.", "{topic}, {topic} and a leadership team that listens.", "Put {topic} at {client} on a firm footing.", "Bridge the time until a permanent hire: {plain} and {plain}, hands on.",
];

#[rustfmt::skip]
pub(in crate::demo) const PRACTICES: &[&str] = &["Advisory", "Partners", "Consulting", "& Co.", "Associates", "Advisers", "Leadership"];
