-- The people of a household are found by their address and not by reading everybody's (B12).
CREATE INDEX member_household ON member (postal_code, lower(street));
