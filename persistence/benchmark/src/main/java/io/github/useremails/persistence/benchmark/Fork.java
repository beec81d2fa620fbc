package io.github.useremails.persistence.benchmark;

/** One measurement to be made, in a JVM of its own. */
record Fork(int round, int threads, Operation operation, Contenders contender) {

    boolean gave(Measurement measurement) {
        return isBeside(measurement) && measurement.contender().equals(contender.word());
    }

    /** Whether the measurement has the same round, threads and operation. */
    boolean isBeside(Measurement measurement) {
        return measurement.round() == round
                && measurement.threads() == threads
                && measurement.operation().equals(operation.word());
    }
}
