/** Users and their email addresses: the model, its rules, and the interfaces to the storage. */
module io.github.useremails.domain {
    requires transitive org.jspecify;

    exports io.github.useremails.domain;
    exports io.github.useremails.domain.address;
    exports io.github.useremails.domain.confirmation;
    exports io.github.useremails.domain.institution;
    exports io.github.useremails.domain.outbox;
    exports io.github.useremails.domain.upkeep;
}
