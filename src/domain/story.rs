//! The user story's sentence.
