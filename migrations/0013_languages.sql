-- The language that a person is written to in. Who was there before keeps getting English, until another is chosen.
ALTER TABLE users ADD COLUMN language text NOT NULL DEFAULT 'en';
ALTER TABLE sign_ups ADD COLUMN language text NOT NULL DEFAULT 'en';
