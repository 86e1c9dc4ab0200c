SELECT 1; -- number 7 is taken
