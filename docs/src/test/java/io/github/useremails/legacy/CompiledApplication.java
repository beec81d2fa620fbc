package io.github.useremails.legacy;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The Java of the application, compiled as its own build would, and ready to run. */
record CompiledApplication(Path directory, List<Class<?>> classes) {

    static CompiledApplication compile(Path root, Path directory) throws IOException, ClassNotFoundException {
        List<String> arguments = new ArrayList<>(List.of(
                "-nowarn",
                "-XDsuppressNotes",
                "-proc:none",
                "-d",
                directory.toString(),
                "-cp",
                System.getProperty("java.class.path")));
        Path sources = root.resolve("src/main/java");
        files(sources).forEach(arguments::add);
        int exitCode = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (exitCode != 0) {
            throw new IllegalStateException("the application does not compile");
        }
        return new CompiledApplication(directory, load(directory, root.resolve("src/main/resources")));
    }

    /** With the packages left out, as {@code AccountQueries} or {@code AccountQueries.address}. */
    static Finding.Named named(String qualified) {
        return new Finding.Named(qualified.replaceFirst("^com\\.example\\.shop\\.([a-z]+\\.)*", ""));
    }

    private static List<Class<?>> load(Path directory, Path resources) throws IOException, ClassNotFoundException {
        // Not closed: what it has loaded is used until the end of the tests.
        ClassLoader loader = new URLClassLoader(
                new URL[] {url(directory), url(resources)}, CompiledApplication.class.getClassLoader());
        List<Class<?>> classes = new ArrayList<>();
        for (String file : files(directory)) {
            String name = directory.relativize(Path.of(file)).toString();
            classes.add(loader.loadClass(name.replaceFirst("\\.class$", "").replace('/', '.')));
        }
        return classes;
    }

    private static URL url(Path directory) throws MalformedURLException {
        return directory.toUri().toURL();
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }
}
