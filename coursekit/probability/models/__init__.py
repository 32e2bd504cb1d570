"""Small probabilistic models: naive Bayes, bigrams, Bayesian networks, topics."""
