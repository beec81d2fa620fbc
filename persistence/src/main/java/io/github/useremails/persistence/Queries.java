package io.github.useremails.persistence;

/** All that is asked and written, rendered for one schema; without state, and so shared by all connections. */
record Queries(
        UserLookups lookups,
        AddressLookups addresses,
        UserPages pages,
        UserRegistration registration,
        UserChanges changes,
        UserMerge merge,
        Erasure erasure,
        ConfirmationRequests confirmationRequests,
        ConfirmationAnswers confirmationAnswers,
        Cancellation cancellation,
        Revocation revocation,
        Sweep sweep,
        RosterStaging rosterStaging,
        RosterBatches rosterBatches,
        RosterReports rosterReports,
        WaitingRosters waitingRosters,
        ExternalKeys externalKeys) {

    static Queries rendered(UsersSettings settings) {
        Rendering rendering = new Rendering(settings.table());
        UserLock lock = new UserLock(rendering);
        AddressWrites writes = new AddressWrites(rendering);
        Rendering reading = settings.legacyFallback() ? Rendering.withLegacyAddresses(settings.table()) : rendering;
        // What changes look at is what they will find to change: no addresses of a legacy column.
        UserLookups written = new UserLookups(rendering);
        Listeners listeners = new Listeners(settings.listeners());
        Owners owners = new Owners(rendering, listeners, settings.strict());
        UserChanges changes = new UserChanges(
                lock, writes, listeners, owners, settings.limits().addresses());
        return new Queries(
                new UserLookups(reading),
                new AddressLookups(reading),
                new UserPages(reading),
                new UserRegistration(rendering, settings.table(), listeners),
                changes,
                new UserMerge(rendering, written, lock, writes, listeners),
                new Erasure(rendering, listeners),
                new ConfirmationRequests(rendering, lock, settings.limits()),
                new ConfirmationAnswers(rendering, writes, listeners),
                new Cancellation(rendering),
                new Revocation(rendering, changes),
                new Sweep(rendering, listeners),
                new RosterStaging(rendering),
                new RosterBatches(rendering, written, listeners),
                new RosterReports(rendering),
                new WaitingRosters(rendering),
                new ExternalKeys(rendering));
    }
}
