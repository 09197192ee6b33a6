//! Marketing: CMO, VP Marketing, chief growth officer.

use super::{Case, Craft};

#[rustfmt::skip]
pub(super) const MARKETING: Craft = Craft {
    topics: &[
        "positioning", "demand generation", "@cmo,vp-marketing brand strategy", "lifecycle e-mail", "paid acquisition", "content and search", "product launches", "marketing attribution", "@cmo category narrative",
        "account-based marketing", "pricing pages and packaging", "customer research", "agency selection", "marketing team hiring", "@cgo activation and onboarding", "@cgo growth experiments", "@cgo referral loops", "retention",
        "partner marketing", "messaging for sales teams", "website conversion", "marketing budgets", "events that pay for themselves", "@cmo rebrands", "@cgo paywalls and trials",
    ],
    headlines: &[
        "@cmo Fractional CMO | positioning first, channels second", "@cmo,vp-marketing B2B marketing for {clients}", "@cmo CMO for founder-led {industry} companies", "@vp-marketing Hands-on marketing lead for teams of two to eight", "@cmo,vp-marketing Pipeline, not impressions",
        "@cgo Growth for {clients}: activation, retention, price", "@cgo Growth lead who counts retained customers, not sign-ups", "@cmo I turn a good product into a clear story and a working pipeline", "@cmo,vp-marketing Demand generation for {industry}, {years} years", "@cmo Brand and demand for consumer companies",
        "@vp-marketing Campaigns, content and agencies, run properly", "@cgo Experiments with a stop date", "@cmo Part-time CMO for {clients}", "@cmo,vp-marketing Messaging that sales people actually use", "@cmo Marketing chief for the stretch between founder-led and first VP", "@vp-marketing Marketing operations and demand | HubSpot to board slide",
    ],
    openings: &[
        "{Name} <join|joins> {clients} when the founder has run out of evenings to do the marketing.", "Good marketing usually starts with deleting things. {Name} <begin|begins> with the channels that should stop.",
        "{Name} <lead|leads> marketing one to three days a week for companies with something worth saying and no clear way of saying it.", "[Nobody buys a feature list.|People rarely remember a feature.] {Name} <help|helps> {clients} say in one sentence who they are for, and then <make|makes> sure the rest of the funnel agrees.",
        "{Name} spent {years} years on both sides of the agency table and now <run|runs> marketing for companies too small for a full-time chief and too ambitious to go without one.", "Before the campaign comes the interview: {name} <talk|talks> to a dozen customers before touching the budget.", "The question {I} <ask|asks> first is which {customers} stay, and why.",
    ],
    wins: &[
        "took marketing-sourced pipeline from {12-19}% to {34-52}%", "cut cost per qualified lead by {31-58}%", "repositioned the company in {6-9} weeks and lifted win rate by {7-14} points", "stopped {3-5} of {7-9} channels and grew leads by {18-40}%", "rebuilt the website on {11-14} pages and raised demo requests by {35-80/5}%",
        "launched in {3-6} countries with a team of {3-5}", "grew organic visits from {9-20}k to {60-140/10}k a month in {14-20} months", "brought trial-to-paid conversion from {6-9}% to {12-18}%", "hired a marketing team of {4-7} in {5-8} months", "moved {money:300-900k} of spend from trade shows to search and partners",
        "interviewed {24-60/4} customers and rewrote the pitch from their words", "replaced two agencies with one and saved {money:120-480k} a year", "shipped {22-48/2} experiments in a year, {5-9} of which stayed", "lifted repeat purchase rate by {8-15} points with a {4-6}-part e-mail sequence", "lowered acquisition cost by {22-44}% while spend stayed flat",
        "ran a rebrand of {3-6} products into one name without losing search traffic", "put one definition of a qualified lead into the CRM and got sales to sign it", "took e-mail from {4-8}% to {19-28}% of revenue", "built a partner program that brings {15-30}% of new accounts", "won {180-460/20} reviews from customers in one quarter", "raised average order value by {11-24}% through bundles", "recovered {14-26}% of lapsed {customers} with one honest letter",
    ],
    ways: &[
        "Positioning comes before channels; otherwise the budget only spreads the confusion faster.", "{I} <set|sets> a stop date for every experiment on the day it starts.", "Sales and marketing share one definition of a lead, written down, or nothing else works.", "{I} <read|reads> call transcripts every Friday. Customers write better copy than copywriters.",
        "Attribution will never be perfect, so {I} <use|uses> three rough measures that disagree in useful ways.", "Agencies do well when the brief is one page and somebody answers their questions.", "{I} <hire|hires> generalists first and specialists once a channel has earned one.", "Brand and demand are the same money seen over different years.", "A launch has an owner, a date and a list of people who will hear about it first.",
        "{I} <report|reports> to the board in pipeline and retention, never in impressions.", "Most websites need fewer pages and better sentences.", "If a junior marketer can't explain why a campaign exists, it probably shouldn't.",
    ],
    steps: &[
        "interview ten customers and five lost deals", "read three months of sales call notes", "audit spend by channel against closed revenue", "agree with sales what a qualified lead is", "write the positioning on one page and test it", "own the marketing budget and report on it monthly", "build the plan for the next two launches",
        "decide which channels to stop", "manage the agencies, or replace them", "hire the first two specialists and coach the team", "rewrite the website's five most visited pages", "set up reporting from first visit to renewal", "run the content calendar with product experts, not around them", "lead messaging for the next product release", "give the board one page on pipeline and payback", "plan the events worth attending and cancel the rest", "improve onboarding e-mails with product", "test prices and packaging with real {customers}",
    ],
    ladder: [
        &["Marketing Coordinator", "Account Executive", "Marketing Associate", "Junior Brand Manager", "Marketing Assistant"], &["Marketing Manager", "Brand Manager", "Product Marketing Manager", "Growth Manager", "Demand Generation Manager"],
        &["Director of Marketing", "Head of Demand Generation", "Head of Growth", "Marketing Director", "Director of Product Marketing"], &["VP Marketing", "Head of Marketing", "SVP Marketing", "VP Growth"],
    ],
    duties: [
        &["Wrote briefs, booked media and learned to read a media plan.", "Ran trade shows and the newsletter for a range of {20-60/5} products.", "Account work for {4-7} client brands at once.", "E-mail, landing pages and weekly reports.", "Coordinated launches with field sales in {3-6} regions."],
        &["Owned the launch calendar and a budget of {money:400-900k}.", "Built the first demand program: search, webinars and a newsletter read by {8-30}k people.", "Led positioning and sales material for {2-4} product lines.", "Managed {2-4} agencies and a team of {3-6}.", "Ran paid acquisition across {4-6} channels with payback under {7-11} months."],
        &["Led a team of {9-26} across brand, demand and product marketing.", "Responsible for {money:2-9M} of annual spend and the pipeline target that came with it.", "Took the company into {3-6} new markets.", "Reported to the chief executive; rebuilt the team around customer segments.", "Merged two brands after an acquisition and kept {90-97}% of the traffic.", "Member of the leadership team through a {money:20-80M} funding round."],
    ],
    cases: &[
        Case { title: "One sentence that sales could use", situation: "{company} described itself in {4-6} ways, depending on who was asked. Win rates had fallen for {3-4} quarters.", action: "Interviewed {18-30} customers and lost deals, chose one segment to be first for, and rewrote the pitch, the site and the first sales call in {6-8} weeks.", outcome: "Sales stopped writing its own slides. Deals that fit the segment close faster and need fewer discounts.", metric: "Win rate up from {17-22}% to {28-36}%" },
        Case { title: "Fewer channels, more customers", situation: "{company} spent {money:40-120k} a month on {7-9} channels. Nobody could say which of them brought customers who stayed.", action: "Matched two years of spend to retained revenue, stopped {3-5} channels in one month and put the money into the two that remained after scrutiny.", outcome: "Leads dipped for five weeks and then passed the old level with a smaller budget.", metric: "Acquisition cost down {28-46}% in {2-3} quarters" },
        Case { title: "[A first marketing team|Marketing after the founder]", situation: "The founder of {company} wrote every newsletter and approved every advertisement. Growth had become a question of how late the founder could stay up.", action: "Wrote down what worked, hired a content lead and a demand manager, and moved approval from people to principles.", outcome: "The founder reads the monthly page like everybody else, and writes only when there is something to say.", metric: "Marketing-sourced pipeline from {10-16}% to {38-50}%" },
        Case { title: "Trials that turn into customers", situation: "{company} attracted {2-9}k sign-ups a month and kept few of them past the second week.", action: "Watched {30-50/5} recorded first sessions, cut the set-up from {11-14} steps to {4-5}, and sent three e-mails that answered the questions people really had.", outcome: "Support tickets in the first week fell by a third; paying {customers} per cohort nearly doubled.", metric: "Trial-to-paid from {5-8}% to {11-16}%" },
        Case { title: "Into a second country with a small team", situation: "{company} had sold well at home for {6-10} years and had failed abroad once before.", action: "Picked one city and one segment, translated the proof rather than the brochure, and found {3-5} partners who already had the customers' trust.", outcome: "The market paid for its own marketing after {14-20} months. The same plan was then used for the next two countries.", metric: "{45-120/5} new accounts in the first year" },
        Case { title: "Repeat customers as the growth plan", situation: "{company} bought the same customers again every season through paid social, at rising prices.", action: "Split the list by last purchase, wrote for each group, and moved a fifth of the media budget into service and packaging.", outcome: "E-mail and direct visits became the largest source of revenue for the first time.", metric: "Repeat purchase rate up {8-14} points in a year" },
    ],
    reviews: &[
        "{first} talked to more of our customers in the first month than we had all year. The new pitch is basically their words.", "We stopped half of what we were doing and sold more. I would not have dared without {first}.", "Sales and marketing had not agreed on anything in two years. {first} got a signed page out of them.", "Writes beautifully and counts carefully. I had not met that combination before.",
        "Our website finally sounds like us. Demo requests are up by {30-70/5}% and the team is proud of it.", "{first} hired our first two marketers and both are excellent.", "No fluff. When a campaign failed, {first} told us first and why.", "The board now sees one page on marketing. It used to be thirty slides nobody believed.", "Our agency said they had never had such a clear brief, then did their best work for us.", "Sharp on positioning, patient with founders who keep changing their minds. I was one of those.",
    ],
    reasons: &[
        "Our founder still writes most of our marketing, usually after ten at night. It is good, and it does not scale.", "We have a product {customers} love and a website that explains it badly.", "We spend {money:30-90k} a month on marketing and can't say with confidence which part of it works.", "Our VP Marketing is leaving in {spring} after five good years. Before we replace the role we want an experienced person to help us decide what it should be.",
        "We enter {2-3} new countries next year and have never done that with a plan.", "Sales brings in four of every five deals. We think marketing should bring in two.", "Growth has been flat for three quarters while the category grew. We would like to know why and do something about it.", "We rebranded two products into one in {spring} and now need demand to go with the name.",
    ],
    requirements: &[
        "At least {8-14} years in marketing, with results you can put a number on", "Has led a team of five or more and still writes", "Experience with {clients}", "Knows how to choose an agency and when to leave one", "Reads a cohort table without help", "Has repositioned a company and lived with the outcome", "Comfortable in a CRM and an analytics tool", "Has worked closely with a sales team, and they would say so", "A portfolio of three pieces of work, one of which failed", "Plain, good English in writing",
    ],
    studies: &[("Marketing", 'C'), ("English Literature", 'A'), ("Psychology", 'A'), ("Communications", 'A'), ("Business Administration", 'C'), ("History", 'A'), ("Economics", 'A')],
    certification_fields: &["Marketing"],
    early_industries: &["marketing-advertising", "consumer-goods"],
};
