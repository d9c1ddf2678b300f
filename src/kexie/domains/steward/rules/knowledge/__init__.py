"""Rules of questions and answers: life cycle, texts, what fits a question, what may be noted of a search."""
