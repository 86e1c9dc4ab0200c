SELECT 1; -- number 6 is taken
