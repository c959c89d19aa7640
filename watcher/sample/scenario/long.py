"""What takes more room than a paragraph: the tables and the page in two columns of some reports.

Written by hand; every person, place and sum is made up. Does not know any meeting. Imports nothing.
"""

HIGH_NEEDS_YEARS = (
    ("Year", "Spending", "Grant", "Overspend", "Deficit in March"),
    ("2025-26", "£87.1m", "£73.5m", "£13.6m", "£48.9m"),
    ("2026-27", "£93.9m", "£76.7m", "£17.2m", "£66.1m"),
    ("2027-28", "£94.2m", "£80.2m", "£14.0m", "£80.1m"),
    ("2028-29", "£93.0m", "£83.4m", "£9.6m", "£89.7m"),
    ("2029-30", "£91.1m", "£86.8m", "£4.3m", "£94.0m"),
    ("2030-31", "£90.3m", "£90.3m", "nil", "£94.0m"),
)

ACTIONS = (
    ("Priority", "Actions", "Complete", "On course", "Late"),
    ("One: waiting times", "9", "3", "2", "4"),
    ("Two: health advice in plans", "8", "5", "2", "1"),
    ("Three: annual reviews", "7", "4", "2", "1"),
    ("Four: what parents are told", "6", "3", "3", "-"),
    ("Five: preparing for adulthood", "7", "4", "2", "1"),
)

SCHOOLS = (
    ("School", "Places now", "Places in 2031", "Opens"),
    ("Thorle Heath, Market Thorle", "112", "180", "September 2028"),
    ("Wenbrook Lane, Wenbrook", "96", "150", "September 2028"),
    ("Oxlode Academy, Aldcote", "140", "184", "September 2029"),
    ("The Minster, Stannerby", "88", "142", "September 2030"),
)

SUFFICIENCY = """\
What families and schools told us

Four hundred and eleven parents and carers answered the questions that were sent out in March, and sixty came to one \
of the six evening meetings. Nearly all of them had visited more than one school before a place was named. Two in \
three said that they would have chosen a school nearer to home if one had had room for their child.

Journeys were the first thing that people spoke of. A boy from Upper Oxlode leaves the house at ten to seven and is \
back at a quarter past five; his sister walks to school in eight minutes. His mother wrote that he has never been \
asked to a birthday party, because no other child of his class lives within twenty miles.

Young people asked for smaller things: a quiet room at lunch, a door that closes, teachers who know before the first \
day what makes a lesson easy or hard for them. Several said that they wished to stay with the friends they had made \
in their village school.

Headteachers said that they would take more children if help came with them. Forty-six schools offered rooms for \
resourced provision; officers visited all of them between April and June, and found twenty-two that could be made \
ready within two years. Headteachers of secondary schools asked for the assessments, the recommendations and the \
transport arrangements of each child before the place is named, and not afterwards.

Governors asked who would be responsible when a unit is full or a teacher leaves. The strategy answers that the \
council pays for every place for the whole year, whether it is taken or not, and that a unit which closes gives a \
year of notice.

Colleges and the residential schools asked to be counted in the consultation. One in five young people with a plan \
is older than sixteen, and most of them travel out of the county for courses that three colleges here could offer \
together from 2028.\
"""
"""The page in two columns of the strategy for places: a heading, then its paragraphs."""
