package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;

/** What is measured; by the names that the command takes and the page shows. */
enum Operation implements Named {
    WITH_EMAIL("withEmail"),
    PRIMARY_EMAIL("primaryEmail"),
    FIND("find"),
    PAGE("page50"),
    WITH_EMAILS_1000("withEmails1000"),
    WITH_EMAILS_10000("withEmails10000"),
    PRIMARY_EMAILS_1000("primaryEmails1000"),
    REGISTER("register"),
    ADD_AND_MAKE_PRIMARY("addPrimary"),
    CONFIRM("confirm"),
    ADD_CONFIRM_AND_PROMOTE("addConfirmPromote");

    private static final InstitutionId INSTITUTION = new InstitutionId(5);

    private final String word;

    Operation(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }

    boolean writes() {
        return compareTo(REGISTER) >= 0;
    }

    /** How many calls find a user each on which it was not run yet. */
    long mostCalls(UserShape shape) {
        long users = switch (this) {
            case ADD_AND_MAKE_PRIMARY -> shape.unmanagedUsers();
            case CONFIRM -> shape.enteringUsers();
            case ADD_CONFIRM_AND_PROMOTE -> shape.users();
            default -> Long.MAX_VALUE;
        };
        return Math.min(users, writes() && this != CONFIRM ? Questions.FRESH : Long.MAX_VALUE);
    }

    Object call(Contender contender, Questions questions, long number) throws Exception {
        return switch (this) {
            case WITH_EMAIL -> contender.withEmail(questions.claimed(number));
            case PRIMARY_EMAIL -> contender.primaryEmail(questions.user(number));
            case FIND -> contender.find(questions.user(number));
            case PAGE -> contender.pageAfter(questions.user(number), 50);
            case WITH_EMAILS_1000 -> contender.withEmails(questions.claimed(number, 1_000));
            case WITH_EMAILS_10000 -> contender.withEmails(questions.claimed(number, 10_000));
            case PRIMARY_EMAILS_1000 -> contender.primaryEmails(questions.users(number, 1_000));
            case REGISTER -> contender.register(questions.fresh(number));
            case ADD_AND_MAKE_PRIMARY ->
                contender.addAndMakePrimary(
                        new UserId(questions.shape().unmanaged(number)), questions.fresh(number), INSTITUTION);
            case CONFIRM -> confirm(contender, questions.shape().entering(number));
            case ADD_CONFIRM_AND_PROMOTE ->
                contender.addConfirmAndPromote(new UserId(questions.shape().any(number)), questions.fresh(number));
        };
    }

    private static Object confirm(Contender contender, long user) throws Exception {
        return contender.confirm(new UserId(user), UserShape.enteredBy(user));
    }
}
