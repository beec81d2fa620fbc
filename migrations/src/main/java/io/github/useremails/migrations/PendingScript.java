package io.github.useremails.migrations;

/**
 * A script that has not run yet.
 *
 * @param name of its file
 * @param sql the text that will run, with every placeholder replaced
 */
public record PendingScript(String name, String sql) {}
