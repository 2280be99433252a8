#!/bin/sh
# Once, when the database is made: the shop's own role and database. The password stays out of every command line.
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres <<'SQL'
\set password `cat /secrets/postgres/shop-password`
CREATE ROLE shop LOGIN PASSWORD :'password';
CREATE DATABASE shop OWNER shop ENCODING 'UTF8' TEMPLATE template0;
SQL
