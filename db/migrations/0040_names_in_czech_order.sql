-- People are listed, and their pages divided, in the order of Czech: Č after C, ch after h. PostgreSQL's own default puts Č behind Z.
ALTER TABLE person ALTER COLUMN family_name SET DATA TYPE text COLLATE "cs-x-icu", ALTER COLUMN given_name SET DATA TYPE text COLLATE "cs-x-icu";
