-- Which PINs were guessed at: new ones, which only somebody at the terminal's console can set, free the tries.
ALTER TABLE pin_gate ADD COLUMN pins TEXT NOT NULL DEFAULT '';
