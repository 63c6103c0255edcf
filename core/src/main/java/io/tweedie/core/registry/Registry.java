package io.tweedie.core.registry;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Everything of one kind that users can name. What there is, is found by {@link ServiceLoader}: a
 * jar on the class path adds to it by a file {@code META-INF/services/SERVICE} with the names of
 * its classes, each of which is public and has a public constructor without arguments. What this
 * project brings is registered in the same way.
 *
 * <p>Looked for at the first use, so that a jar in disorder fails that and not the loading of
 * classes. Safe for use by several threads.
 *
 * @param <T> the service
 */
public final class Registry<T extends Named> {

  private final Class<T> service;
  private final String what;
  private Map<String, T> found;

  /**
   * An empty shelf; nothing is looked for yet.
   *
   * @param service the interface that what is registered implements
   * @param what it is called in messages, such as "solver"
   */
  public Registry(Class<T> service, String what) {
    this.service = service;
    this.what = what;
  }

  /**
   * The names: those that come with the service first, in the order of their file, then those of
   * other jars.
   *
   * @throws IllegalStateException if a jar offers what cannot be loaded, or a name that is taken
   */
  public List<String> names() {
    return List.copyOf(found().keySet());
  }

  /** What is registered, in the order of {@link #names}; errors as there. */
  public List<T> all() {
    return List.copyOf(found().values());
  }

  /** Those of {@link #all} that do not come with the service. */
  public List<T> added() {
    String own = origin(service);
    return all().stream().filter(item -> !origin(item.getClass()).equals(own)).toList();
  }

  /**
   * What has a name, of which capitals do not matter.
   *
   * @throws IllegalArgumentException if nothing has it, listing the names there are
   * @throws IllegalStateException as of {@link #names}
   */
  public T named(String name) {
    T known = found().get(name.toLowerCase(Locale.ROOT));
    if (known == null) {
      throw new IllegalArgumentException(
          "%s '%s' is not known; choose one of %s"
              .formatted(what, name, String.join(", ", names())));
    }
    return known;
  }

  private synchronized Map<String, T> found() {
    if (found == null) {
      Map<String, T> byName = new LinkedHashMap<>();
      for (T item : loaded()) {
        T other = byName.putIfAbsent(item.name(), item);
        if (other != null) {
          throw new IllegalStateException(
              "%s '%s' is offered by both %s and %s; take one of them off the class path"
                  .formatted(what, item.name(), origin(other.getClass()), origin(item.getClass())));
        }
      }
      found = byName;
    }
    return found;
  }

  /**
   * What the loader of this project sees, and what that of the thread sees besides: programs that
   * take in jars while they run have one of their own for them.
   */
  private List<T> loaded() {
    List<T> items = new ArrayList<>();
    Set<Class<?>> seen = new LinkedHashSet<>();
    List<ServiceLoader<T>> loaders =
        List.of(ServiceLoader.load(service, service.getClassLoader()), ServiceLoader.load(service));
    try {
      for (ServiceLoader<T> loader : loaders) {
        for (ServiceLoader.Provider<T> provider : loader.stream().toList()) {
          if (seen.add(provider.type())) {
            items.add(provider.get());
          }
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IllegalStateException(
          "a %s on the class path cannot be loaded: %s".formatted(what, e.getMessage()), e);
    }
    String own = origin(service);
    items.sort(Comparator.comparing(item -> !origin(item.getClass()).equals(own)));
    return items;
  }

  /** The jar or folder that a class is from. */
  private static String origin(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? type.getName() : source.getLocation().getPath();
  }
}
