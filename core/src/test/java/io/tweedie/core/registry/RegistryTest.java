package io.tweedie.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tweedie.core.guidance.GuidanceProvider;
import io.tweedie.core.guidance.TowardBlack;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {

  @TempDir Path jar;
  private ClassLoader usual;
  private URLClassLoader withJar;

  /** A service of which only the files of these tests know implementations. */
  public interface Fruit extends Named {}

  /** Sweet. */
  public static final class Apple implements Fruit {
    @Override
    public String name() {
      return "apple";
    }
  }

  /** Sour. */
  public static final class Lemon implements Fruit {
    @Override
    public String name() {
      return "lemon";
    }
  }

  /** Called as another. */
  public static final class Crab implements Fruit {
    @Override
    public String name() {
      return "apple";
    }
  }

  @BeforeEach
  void aProgramWithAJarOfItsOwn() throws IOException {
    usual = Thread.currentThread().getContextClassLoader();
    withJar = new URLClassLoader(new URL[] {jar.toUri().toURL()}, usual);
    Thread.currentThread().setContextClassLoader(withJar);
  }

  @AfterEach
  void restore() throws IOException {
    Thread.currentThread().setContextClassLoader(usual);
    withJar.close();
  }

  private void register(String... classes) throws IOException {
    Path file = jar.resolve("META-INF/services/" + Fruit.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, Arrays.stream(classes).collect(Collectors.joining("\n")));
  }

  private static Registry<Fruit> fruits() {
    return new Registry<>(Fruit.class, "fruit");
  }

  @Test
  void whatAJarRegistersHasItsNameWhateverTheCapitals() throws IOException {
    register(Lemon.class.getName(), Apple.class.getName());
    Registry<Fruit> fruits = fruits();
    assertThat(fruits.names()).containsExactly("lemon", "apple");
    assertThat(fruits.named("Apple")).isInstanceOf(Apple.class).isSameAs(fruits.all().get(1));
  }

  @Test
  void knowsWhatOtherJarsAdd() {
    assertThat(GuidanceProvider.ALL.added()).hasExactlyElementsOfTypes(TowardBlack.class);
    assertThat(GuidanceProvider.ALL.names())
        .containsExactly("cfg", "cg", "cg-mean", "posterior", "energy", "energy-delta", "black");
  }

  @Test
  void anotherNameIsRefusedWithThoseThereAre() throws IOException {
    register(Lemon.class.getName(), Apple.class.getName());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fruits().named("pear"))
        .withMessage("fruit 'pear' is not known; choose one of lemon, apple");
  }

  @Test
  void twoOfANameAreRefused() throws IOException {
    register(Apple.class.getName(), Crab.class.getName());
    assertThatIllegalStateException()
        .isThrownBy(() -> fruits().names())
        .withMessageStartingWith("fruit 'apple' is offered by both ")
        .withMessageEndingWith("take one of them off the class path");
  }

  @Test
  void aJarInDisorderIsToldAtTheFirstUseAndNotBefore() throws IOException {
    register("some.where.Else");
    Registry<Fruit> fruits = fruits();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> fruits.named("apple"))
        .withMessageStartingWith("a fruit on the class path cannot be loaded: ")
        .withMessageContaining("some.where.Else");
  }
}
