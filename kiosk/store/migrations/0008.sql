SELECT 1; -- number 8 is taken
