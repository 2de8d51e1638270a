-- By what somebody was known, from the beginning of their erasure until its proof: hashes under a key of the installation, so that what is named by
-- hand in a later look is told from a typing error. They go once it is proven. Null: nothing was kept, or it is forgotten.
alter table platform.erasures add column known text[];
