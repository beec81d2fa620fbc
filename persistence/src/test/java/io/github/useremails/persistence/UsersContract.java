package io.github.useremails.persistence;

/** What users and their confirmations promise, whoever owns the transaction. */
interface UsersContract
        extends LookupContract, BulkLookupContract, PageContract, ChangeContract, MergeContract, ConfirmationContract {}
