package io.github.useremails.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar, if the classes are in one. */
final class CommandVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(CommandVersion.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {"useremails " + version};
    }
}
