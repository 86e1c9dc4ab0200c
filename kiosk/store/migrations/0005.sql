SELECT 1; -- number 5 is taken
