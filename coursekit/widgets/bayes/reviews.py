"""Short reviews of films, made for the course: enough words to learn from, few enough to read."""

__all__ = ["REVIEWS"]

#: Pairs of a review and its class.
REVIEWS: tuple[tuple[str, str], ...] = (
    ("A wonderful film, warm and funny.", "positive"),
    ("Great acting and a great story.", "positive"),
    ("I love this film, the music is beautiful.", "positive"),
    ("A clever plot and a wonderful ending.", "positive"),
    ("Funny from the first scene to the last.", "positive"),
    ("The best film of the year, simply superb.", "positive"),
    ("Good actors, good story, good music.", "positive"),
    ("A beautiful and moving story.", "positive"),
    ("Not a dull moment, I laughed a lot.", "positive"),
    ("The ending is superb and the acting is great.", "positive"),
    ("A dull film, slow and far too long.", "negative"),
    ("Bad acting and a weak story.", "negative"),
    ("I was bored, the plot is thin.", "negative"),
    ("The worst film of the year.", "negative"),
    ("Not funny, not clever, simply bad.", "negative"),
    ("Slow from the first scene to the last.", "negative"),
    ("The music is loud and the jokes are bad.", "negative"),
    ("A good idea, but a terrible ending.", "negative"),
    ("I hate the ending, and the actors are weak.", "negative"),
    ("Terrible plot, dull jokes, a waste of time.", "negative"),
)
