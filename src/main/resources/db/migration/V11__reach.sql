-- What an instance asks for beyond its address and token; a host without a row asks for nothing.
create table reach (
  host    text primary key,                            -- as the gateway calls it: master, replica-2
  headers text,                                        -- Fernet, of a JSON object; null: none
  ca      text                                         -- PEM; null: the certificates of the Java runtime
);
