#!/bin/bash
# Runs once, when the database volume is new: Muster's own role, which is no superuser, its
# login of exercises, its database and the extensions, which only a superuser may add.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -U postgres -v password="$APP_PASSWORD" <<'SQL'
CREATE ROLE muster LOGIN CREATEROLE PASSWORD :'password';
CREATE ROLE muster_exercises LOGIN NOINHERIT PASSWORD :'password';
CREATE DATABASE muster OWNER muster;
\connect muster
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SQL
