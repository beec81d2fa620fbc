package io.github.useremails.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Links classes as the virtual machine does, without loading them: every class, method and field of their constant
 * pools must exist. So each reference is checked, whether a test reaches it or not, on any Java.
 */
final class Links {

    // The tags of the constant pool, as the specification of the virtual machine numbers them.
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int INTERFACE_METHOD = 11;

    private final Map<String, byte[]> classes = new HashMap<>();
    private final Map<String, Optional<Linked>> linked = new HashMap<>();

    private record Linked(boolean isInterface, List<String> parents, Set<String> members) {}

    private Links(List<Path> places) {
        places.forEach(this::index);
    }

    /**
     * Links the classes of some places.
     *
     * @param checked whose classes are linked
     * @param available what they may refer to, beside each other and Java itself
     * @return a line for each reference that leads nowhere
     */
    static Set<String> broken(List<Path> checked, List<Path> available) {
        Links own = new Links(checked);
        Links all =
                new Links(Stream.concat(checked.stream(), available.stream()).toList());
        Set<String> broken = new TreeSet<>();
        own.classes.forEach((name, bytes) -> all.check(name, new ClassReader(bytes), broken));
        return broken;
    }

    private void check(String from, ClassReader reader, Set<String> broken) {
        char[] buffer = new char[reader.getMaxStringLength()];
        for (int item = 1; item < reader.getItemCount(); item++) {
            int offset = reader.getItem(item);
            if (offset == 0) {
                continue; // the second half of a long or a double
            }
            int tag = reader.readByte(offset - 1);
            if (tag == CLASS) {
                String type =
                        Type.getObjectType(reader.readUTF8(offset, buffer)).getInternalName();
                if (!type.startsWith("[") && find(type).isEmpty()) {
                    broken.add(from + " -> " + type);
                }
            } else if (tag >= FIELD && tag <= INTERFACE_METHOD) {
                int nameAndType = reader.getItem(reader.readUnsignedShort(offset + 2));
                String owner = reader.readClass(offset, buffer);
                String member = reader.readUTF8(nameAndType, buffer) + reader.readUTF8(nameAndType + 2, buffer);
                if (!owner.startsWith("[") && !has(owner, tag, member)) {
                    broken.add(from + " -> " + owner + "." + member);
                }
            }
        }
    }

    private boolean has(String owner, int tag, String member) {
        Optional<Linked> type = find(owner);
        return type.isPresent()
                && (tag == FIELD || type.get().isInterface() == (tag == INTERFACE_METHOD))
                && declares(owner, member, new HashSet<>());
    }

    private boolean declares(String type, String member, Set<String> seen) {
        if (!seen.add(type)) {
            return false;
        }
        Optional<Linked> found = find(type);
        return found.isPresent()
                && (found.get().members().contains(member)
                        || found.get().parents().stream().anyMatch(parent -> declares(parent, member, seen)));
    }

    private Optional<Linked> find(String type) {
        Optional<Linked> known = linked.get(type);
        if (known == null) {
            known = read(type);
            linked.put(type, known);
        }
        return known;
    }

    private Optional<Linked> read(String type) {
        byte @Nullable [] bytes = classes.get(type);
        if (bytes == null) {
            bytes = ofJava(type);
        }
        if (bytes == null) {
            return Optional.empty();
        }
        ClassReader reader = new ClassReader(bytes);
        Set<String> members = new HashSet<>();
        reader.accept(new Members(members), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        if (type.equals("java/lang/invoke/MethodHandle") || type.equals("java/lang/invoke/VarHandle")) {
            throw new IllegalStateException("calls of " + type + " have any signature: this check does not know them");
        }
        return Optional.of(new Linked((reader.getAccess() & Opcodes.ACC_INTERFACE) != 0, parents(reader), members));
    }

    private static List<String> parents(ClassReader reader) {
        return Stream.concat(Stream.ofNullable(reader.getSuperName()), Stream.of(reader.getInterfaces()))
                .toList();
    }

    private static byte @Nullable [] ofJava(String type) {
        try (InputStream stream = ClassLoader.getPlatformClassLoader().getResourceAsStream(type + ".class")) {
            return stream == null ? null : stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void index(Path place) {
        try {
            if (Files.isDirectory(place)) {
                indexFolder(place);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    indexFolder(jar.getPath("/"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void indexFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".class")).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith("META-INF/") && !name.endsWith("-info.class")) {
                    classes.putIfAbsent(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
                }
            }
        }
    }

    /** The names of a class's own methods and fields, with their descriptors. */
    private static final class Members extends ClassVisitor {

        private final Set<String> members;

        Members(Set<String> members) {
            super(Opcodes.ASM9);
            this.members = members;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            members.add(name + descriptor);
            return null;
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
            members.add(name + descriptor);
            return null;
        }
    }
}
