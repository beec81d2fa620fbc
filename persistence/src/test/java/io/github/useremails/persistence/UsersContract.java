package io.github.useremails.persistence;

/** What {@link io.github.useremails.domain.Users} promises, whoever owns the transaction. */
interface UsersContract extends LookupContract, BulkLookupContract, PageContract, ChangeContract {}
