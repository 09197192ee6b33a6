//! Starting what takes longer than a request: an import, its dry run, an undo, a replay. The start, with who started it, is
//! one transaction.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::admin::desk::Desk;
use crate::audit::{self, Entry};
use crate::error::Result;
use crate::ingestion::reader::BytesRead;
use crate::ingestion::replay::replay;
use crate::ingestion::run::{Import, Watcher, import_file};
use crate::ingestion::runs::RunRow;
use crate::ingestion::undo::undo;
use crate::ingestion::uploads::{self, Upload};
use crate::ingestion::{Action, Summary, known_fields, sources};
use crate::work::{self, Kind, New, Progress};

/// Tells work how far an import is, and the import whether to stop.
pub(in crate::admin) struct Told {
    pub progress: Progress,
    /// Of a file, bytes count; of anything else rows.
    pub bytes: Option<BytesRead>,
}

impl Watcher for Told {
    fn progress(&mut self, summary: &Summary) {
        let rows = || u64::try_from(summary.rows()).unwrap_or(u64::MAX);
        self.progress.tell(self.bytes.as_ref().map_or_else(rows, |bytes| bytes.load(Ordering::Relaxed)));
    }

    fn is_stopped(&self) -> bool {
        self.progress.is_stopped()
    }
}

/// Starts an import of a file, or its dry run. Gives the work; the same for a form that is sent twice.
pub(in crate::admin) async fn start(
    desk: &Desk,
    upload: Upload,
    dry_run: bool,
    request_key: Uuid,
) -> Result<Uuid> {
    let kind = if dry_run { Kind::DryRun } else { Kind::Import };
    let new = New {
        request_key,
        kind,
        about: &upload.name,
        upload: Some(upload.id),
        run: None,
        total: u64::try_from(upload.bytes).ok(),
        by: Some(desk.me.user.id),
    };
    let entry = (!dry_run).then(|| {
        Entry::new("import", "upload", upload.id)
            .after(json!({"name": upload.name, "source": upload.source, "entity": upload.entity}))
    });
    let id = match begin(desk, &new, entry).await? {
        Ok(id) => id,
        Err(known) => return Ok(known),
    };
    let (clock, secrets) = (desk.site.clock.clone(), desk.site.secrets.clone());
    work::carry_out(&desk.site.pool, &desk.site.clock, id, move |pool, progress| async move {
        let file = uploads::put_down(&pool, &upload).await.map_err(|error| error.to_string())?;
        let remembered = sources::mapping(&pool, &upload.source, upload.entity).await;
        let remembered = remembered.map_err(|error| error.to_string())?;
        // What was taken back on the page is not remembered any more.
        let unmap: Vec<&'static str> = known_fields(upload.entity)
            .filter(|field| remembered.0.contains_key(*field) && !upload.mapping.0.contains_key(*field))
            .collect();
        let import = Import {
            is_full: upload.is_full,
            unmap: &unmap,
            dry_run,
            ..Import::new(upload.entity, &upload.source, &upload.name, &upload.mapping, &secrets)
        };
        let bytes = BytesRead::default();
        let mut told = Told { progress, bytes: Some(bytes.clone()) };
        let summary = import_file(&pool, &clock, &import, &file.path, bytes, &mut told).await;
        Ok(summary.map_err(|error| error.to_string())?.kept())
    });
    Ok(id)
}

/// Takes a run back, or reads its rows again, or says what that would do.
pub(in crate::admin) async fn again(
    desk: &Desk,
    run: RunRow,
    kind: Kind,
    dry_run: bool,
    request_key: Uuid,
) -> Result<Uuid> {
    let verb = if kind == Kind::Undo { "Undo" } else { "Replay" };
    let about = format!("{verb} of run {}", run.number);
    let new = New {
        request_key,
        kind: if dry_run { Kind::DryRun } else { kind },
        about: &about,
        upload: None,
        run: Some(run.number),
        total: Some(Action::ALL.iter().map(|action| run.count(*action)).sum()),
        by: Some(desk.me.user.id),
    };
    // Taking back writes its own line, once it is done.
    let entry = (!dry_run && kind == Kind::Replay).then(|| Entry::new("replay", "ingestion_run", run.id));
    let id = match begin(desk, &new, entry).await? {
        Ok(id) => id,
        Err(known) => return Ok(known),
    };
    let (clock, secrets, actor) = (desk.site.clock.clone(), desk.site.secrets.clone(), desk.actor().clone());
    work::carry_out(&desk.site.pool, &desk.site.clock, id, move |pool, progress| async move {
        let mut told = Told { progress, bytes: None };
        if kind == Kind::Undo {
            let done = undo(&pool, &clock, &run, &actor, dry_run, &mut told).await;
            return Ok(done.map_err(|error| error.to_string())?.kept());
        }
        let done = replay(&pool, &clock, &secrets, &run, dry_run, &mut told).await;
        let done = done.map_err(|error| error.to_string())?;
        let mut kept = done.summary.kept();
        kept["superseded"] = Value::from(done.superseded);
        Ok(kept)
    });
    Ok(id)
}

/// Writes down that work begins, and who began it. The work that the same form began before is the error.
pub(in crate::admin) async fn begin(
    desk: &Desk,
    new: &New<'_>,
    entry: Option<Entry>,
) -> Result<Result<Uuid, Uuid>> {
    let mut transaction = desk.site.pool.begin().await?;
    let begun = work::begin(&mut transaction, new, desk.now()).await?;
    if begun.is_ok() {
        if let Some(entry) = entry {
            audit::write(&mut *transaction, desk.actor(), &entry, desk.now()).await?;
        }
        transaction.commit().await?;
    }
    Ok(begun)
}
