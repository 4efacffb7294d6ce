"""Reading FT1 rows of any message, with the segments around them: the common ground of reversals and corrections."""
