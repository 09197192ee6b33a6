//! Finance: CFO, VP Finance, controller.

use super::{Case, Craft};

#[rustfmt::skip]
pub(super) const FINANCE: Craft = Craft {
    topics: &[
        "cash forecasting", "board reporting", "@cfo,vp-finance fundraising preparation", "pricing and unit economics", "audit readiness",
        "@cfo debt and lender relations", "the monthly close", "budgeting that managers own", "revenue recognition", "working capital",
        "@cfo exit preparation", "@cfo,vp-finance scenario planning", "management accounts", "ERP and billing systems", "margin analysis by customer",
        "finance team hiring", "@cfo post-acquisition integration", "multi-entity consolidation", "sales tax and VAT clean-up", "@cfo,vp-finance investor reporting",
        "inventory costing", "internal controls", "KPI definitions", "collections", "@controller account reconciliations", "@controller payroll oversight",
    ],
    headlines: &[
        "@cfo Fractional CFO: cash, board packs and the next raise", "@cfo CFO for {clients} between seed and Series C", "@cfo Part-time CFO for owners preparing a sale",
        "@cfo,vp-finance Forecasts that survive the board meeting", "@cfo,vp-finance From spreadsheet to finance function in two quarters", "@controller Clean books, closed by day {5-8}",
        "@controller Controller for {clients} that have outgrown the bookkeeper", "@cfo Cash first: {role} for {clients}", "@cfo,vp-finance Finance lead for {clients} | pricing, planning, lenders",
        "@cfo I help founders know their numbers before investors ask", "@cfo Interim and fractional CFO | turnarounds and refinancing", "@vp-finance Planning and reporting for {clients}",
        "@cfo Ex-auditor, {years} years in {industry} finance", "@controller Month-end, audit and controls, {years} years", "@vp-finance,controller Numbers the leadership team can rely on",
        "@cfo,vp-finance Unit economics and fundraising for {industry}",
    ],
    openings: &[
        "Most founders {I} <meet|meets> can tell you last month's revenue and not next quarter's cash. {Name} <fix|fixes> the second part first.",
        "{Name} <work|works> with {clients} that have good products and a finance function built for a company half their size.",
        "After {years} years of closing books, raising money and sitting across from lenders, {name} now <spend|spends> one to three days a week with each client.",
        "{Name} <run|runs> finance for companies that need a {role} in the room but not on the payroll.",
        "[A budget nobody opens after January is not a plan.|A forecast is only useful when somebody changes a decision because of it.] {Name} <build|builds> the kind that department heads argue about.",
        "{Name} <take|takes> over finance at the moment a bookkeeper and a spreadsheet stop being enough: usually around {money:3-9M} of revenue.",
        "Numbers should settle arguments. {Name} <help|helps> {clients} get to the point where they do.",
    ],
    wins: &[
        "cut the monthly close from {11-19} working days to {4-7}", "@cfo,vp-finance built the model behind a {money:6-38M} raise", "found {money:180-900k} of annual margin in {3-9} underpriced contracts",
        "@cfo renegotiated a {money:2-14M} credit line with {2-4} lenders", "brought debtor days down from {58-79} to {34-46}", "replaced {9-24} spreadsheets with one driver-based forecast",
        "took cash runway from {5-8} months to {13-21} without a new round", "got the company through its first audit with no material adjustments", "moved {3-7} entities onto one ledger in {8-16} weeks",
        "@cfo prepared the data room for a {money:14-90M} sale", "hired and trained a finance team of {3-6}", "corrected {14-30} months of revenue recognition before due diligence found it",
        "@cfo,vp-finance introduced a 13-week cash forecast that landed within {2-6}% of actuals", "released {money:300-900k} of working capital from inventory", "took the board pack from {44-70} slides to {10-14} pages",
        "cleared a backlog of {5-14} unreconciled months", "set up sales tax in {11-26} states and settled the arrears", "@cfo won covenant relief {2-3} weeks before a breach",
        "@cfo,vp-finance raised gross margin by {4-9} points through a new price list", "cut software and vendor spend by {money:120-600k} a year", "moved billing to usage-based plans without a failed invoice run",
        "recovered {money:90-450k} in R&D tax credits", "brought payroll for {60-240} people back in house", "reduced audit fees by {18-35}%",
    ],
    ways: &[
        "Cash comes first: before any strategy conversation {I} <want|wants> a 13-week forecast that ties to the bank.", "{I} <keep|keeps> board packs short. Ten pages, the same ten every month, with one page on what changed.",
        "Department heads build their own budgets and then own them; finance checks the arithmetic and asks the rude questions.", "{I} <prefer|prefers> boring systems, set up properly, to clever ones half finished.",
        "Every number in a report has an owner and a definition. It sounds dull and it ends most arguments.", "{I} <tell|tells> lenders bad news early. It has never once made things worse.",
        "Pricing is the first place {I} <look|looks>: it is the only lever that needs no hiring and no capital.", "The aim is to leave behind a team that closes the books without {me}.",
        "Before adding people {I} <fix|fixes> the process that makes them necessary.", "{I} <speak|speaks> plainly to non-finance people, because they are the ones who spend the money.",
        "A controller, a good accounts person and a {role} two days a week will take most companies to {money:20-30M}.", "{I} <read|reads> the contracts, not the summary of the contracts.",
    ],
    steps: &[
        "read the last six board packs and the last two audits", "tie the cash forecast to the bank, week by week", "sit with whoever posts the invoices for a day", "list every contract with a renewal or price clause",
        "agree the ten KPIs and who owns each", "review covenants and the next test date", "own the monthly close and its calendar", "lead the annual budget and a rolling forecast",
        "prepare the board pack and present it", "build the model for the next raise", "manage the bank, the auditors and the tax advisers", "design approval limits that don't slow people down",
        "choose the next ledger or billing system and plan the move", "coach the finance manager into the next role", "run pricing reviews with sales every quarter", "set up margin reporting by product and customer",
        "collect what is overdue and fix why it was late", "document revenue recognition for every product line",
    ],
    ladder: [
        &["Audit Associate", "Financial Analyst", "Staff Accountant", "Audit Trainee", "Accountant"], &["Senior Financial Analyst", "Finance Manager", "Audit Manager", "Assistant Controller", "Management Accountant"],
        &["Finance Director", "Controller", "Head of FP&A", "Director of Finance", "Financial Controller"], &["VP Finance", "Head of Finance", "Group Finance Director", "Deputy CFO"],
    ],
    duties: [
        &["Audited {clients} and learned to read a ledger backwards.", "Prepared management accounts and reconciliations for {4-9} entities.", "Built the sales and headcount models for two business units.", "Month-end journals, fixed assets and a lot of bank reconciliations.", "Trained on statutory audits from small charities to listed manufacturers.", "Owned cost center reporting for a {money:20-80M} division."],
        &["Led a team of {3-8} through close, budget and audit.", "Business partner to sales and operations; rebuilt the commission model and the price book.", "Ran the budget for {4-9} departments and reported variances to the executive team every month.", "Put in a new ledger across {2-5} countries and retired the old one on schedule.", "Took the close from {12-18} to {6-9} working days and kept it there.", "Owned FP&A: forecasts, board reporting and the investor data requests."],
        &["Member of the leadership team, responsible for finance, legal and IT.", "Led finance from {money:4-12M} to {money:22-60M} of revenue.", "Responsible for a team of {8-24}, two banking relationships and the annual audit.", "Raised {money:5-30M} of equity and {money:2-10M} of debt with the founders.", "Reported to the chief executive and the audit committee; introduced monthly rolling forecasts.", "Integrated {2-5} acquisitions and harmonized their charts of accounts."],
    ],
    cases: &[
        Case { title: "From {12-17} days to {4-6}: a close that informs decisions", situation: "{company}, {client}, closed its books in the third week of the month. By then the leadership team had already decided on the next one.", action: "Mapped every step of the close on one page, moved accruals and inter-company postings ahead of month-end, and gave each reconciliation a named owner and a due hour.", outcome: "Managers see their numbers in the first week. Two people who did nothing but chase paperwork now do analysis.", metric: "Close shortened by {7-11} working days within {3-5} months" },
        Case { title: "[A bank facility on better terms|Refinancing before the covenant test]", situation: "A {money:3-11M} facility was {10-16} weeks from a covenant test that {company} was going to fail, and nobody had told the bank.", action: "Built a 13-week cash forecast, called the lender in the first week, and ran a short process with {3-5} other banks on the same data.", outcome: "The covenant was reset, and the line was refinanced {4-7} months later with more headroom and fewer conditions.", metric: "{money:2-6M} of extra headroom, interest down {60-140/10} basis points" },
        Case { title: "Pricing that follows cost to serve", situation: "{company} grew {24-48}% a year and earned less every quarter. The price list had not changed in {4-7} years.", action: "Costed the {30-60/5} largest customers one by one, sorted them into three groups and wrote the renewal letters together with the sales team.", outcome: "[Two customers left, both unprofitable.|One customer left; it had never been profitable.] The rest signed, most of them without a second call.", metric: "Gross margin up {5-9} points in {2-4} quarters" },
        Case { title: "[Ready for diligence before the term sheet|A data room in place before it was needed]", situation: "The founders of {company} wanted to raise within {5-8} months. Revenue was booked on invoice and the metrics in the deck came from three different systems.", action: "Restated {18-30/6} months of revenue, defined the metrics once, and built a model whose first tab matched the ledger to the cent.", outcome: "Due diligence took {3-5} weeks and produced [no price adjustment|a list of four questions].", metric: "{money:8-34M} raised at the price in the term sheet" },
        Case { title: "One ledger for {4-8} companies", situation: "After a run of acquisitions, {company} kept its books in {4-6} systems and consolidated in a spreadsheet that one person understood.", action: "Chose one chart of accounts, moved an entity every three weeks and ran both systems in parallel for a single month-end each.", outcome: "Consolidation is a report. The person who understood the spreadsheet now runs planning.", metric: "Consolidation time from {8-12} days to {1-2}" },
        Case { title: "Getting cash out of [inventory|overdue invoices]", situation: "{company} was profitable on paper and short of cash every payroll week.", action: "Cut the slowest {18-30}% of stock lines, put one person in charge of collections and moved {customers} to shorter terms at renewal.", outcome: "The overdraft has not been used since, and the owners paid themselves a dividend for the first time in {3-5} years.", metric: "{money:400-900k} of cash released in {14-24} weeks" },
        Case { title: "The first audit, without surprises", situation: "A new investor required audited accounts within {6-9} months. {company} had never been audited and had {2-4} years of untested opening balances.", action: "Ran a mock audit, rebuilt the supporting files for the balances that mattered, and agreed the accounting papers with the auditors before fieldwork.", outcome: "An unqualified opinion, on time. The audit team asked to keep the file structure as a template.", metric: "No material adjustments; fieldwork done in {6-9} days" },
    ],
    reviews: &[
        "Our board meetings used to be an argument about whose number was right. {first} ended that in {2-3} months.", "We raised on a model that {first} built from scratch. The investors' analyst said it was the cleanest they had seen that year.",
        "{first} found {money:150-600k} in contracts we had simply forgotten to index. That paid for the whole engagement several times over.", "Calm, exact, and willing to tell me that my favorite product line loses money. It does. We closed it.",
        "The bank trusts our numbers again, and so do I.", "{first} closed our books in {5-6} days and taught the team to do it without {herobj}.",
        "I finally understand our cash. I sleep better, which I did not expect from a finance hire.", "Took us through our first audit. It was almost boring, which I'm told is the point.",
        "{first} treats a 50-person company with the same care as a listed one, without the ceremony.", "What I valued most: short answers. A page, a number, what to do.",
    ],
    reasons: &[
        "Our bookkeeper has taken us further than any of us had a right to expect. We are now at {money:5-14M} of revenue with two entities and a lender, and we need somebody senior.", "We plan to raise in the next {9-15} months and want the numbers in order well before anybody asks for them.",
        "Our CFO left for a full-time post in another city in {spring}. We would rather find the right part-time person than fill the seat in a hurry.", "We close our books in three weeks and decide things in two. That order is wrong.",
        "Margins have slipped by {3-6} points in a year and we have four theories about why.", "We bought a competitor in {spring} and now have two of everything, including ledgers.", "The board has asked for a rolling forecast. What we have is a budget, in a spreadsheet, from last autumn.",
        "A new investor joined us this year, and with them monthly reporting, covenants and an audit.",
    ],
    requirements: &[
        "At least {10-15} years in finance, {4-6} of them as the senior person", "A qualified accountant, or experience that makes the question unnecessary", "Has closed books personally and can still do it", "@cfo Has raised equity or debt and can tell us what went wrong", "Comfortable presenting to a board that asks hard questions",
        "Knows {industry} revenue models and their traps", "Has replaced a ledger or billing system at least once", "Builds models that other people can follow", "Has led an audit from our side of the table", "Writes clearly: half of this job is explaining",
    ],
    studies: &[("Accounting", 'C'), ("Economics", 'A'), ("Finance", 'C'), ("Business Administration", 'C'), ("Mathematics", 'S'), ("Accounting and Finance", 'S')],
    certification_fields: &["Finance", "Finance", "Finance", "Governance"],
    early_industries: &["accounting"],
};
