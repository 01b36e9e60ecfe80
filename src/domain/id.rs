//! Internal numbers of rows. They never leave the file and are never shown; people see a [`Key`](super::Key).

use serde::{Deserialize, Serialize};

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);
    };
}

row_id!(
    /// A product's row.
    ProductId
);
row_id!(
    /// An item's row. Never reused.
    ItemId
);
row_id!(
    /// An acceptance criterion's row.
    CriterionId
);
row_id!(
    /// A question's row.
    QuestionId
);
row_id!(
    /// A Sprint's row.
    SprintId
);
row_id!(
    /// The row of what a Sprint Retrospective agreed on.
    ImprovementId
);
row_id!(
    /// A step's row: one act of a person, with everything it wrote.
    StepId
);
row_id!(
    /// The file's version: it grows with every step, and when a running step is extended.
    Seq
);
