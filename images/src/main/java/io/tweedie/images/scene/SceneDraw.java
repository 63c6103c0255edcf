package io.tweedie.images.scene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Draws scenes: objects where there is room for them, in colours that are seen. */
final class SceneDraw {

  private static final double PLAIN = 0.5;
  private static final double SOLID = 0.6;
  private static final double UPRIGHT = 0.6;
  private static final double DIGIT = 0.5;
  private static final double NESTED = 0.15;
  private static final double BORDER = 0.02;
  private static final double CENTRE_JITTER = 0.035;
  private static final double NESTED_JITTER = 0.015;

  private final RandomGenerator random;

  private record Spot(Size size, double x, double y) {

    boolean collides(Spot other) {
      double dx = x - other.x;
      double dy = y - other.y;
      double reach = Form.REACH * (size.radius() + other.size.radius());
      return dx * dx + dy * dy < reach * reach;
    }
  }

  SceneDraw(RandomGenerator random) {
    this.random = random;
  }

  Scene scene(int count) {
    Background background = new Background(pick(Colour.values()), usually(PLAIN, Pattern.values()));
    boolean nested = count > 1 && random.nextDouble() < NESTED;
    List<Spot> spots = nested ? nestedSpots(count) : spots(count);
    List<SceneObject> objects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      objects.add(
          nested && i == 0
              ? outer(spots.get(0), background)
              : object(spots.get(i), objects, background));
    }
    return new Scene(background, objects);
  }

  private SceneObject outer(Spot spot, Background background) {
    Kind kind = pick(Arrays.stream(Kind.values()).filter(Kind::holdsOthers).toArray(Kind[]::new));
    Colour colour = colour(EnumSet.of(background.colour()));
    return new SceneObject(
        kind, colour, spot.size(), spot.x(), spot.y(), Tilt.UPRIGHT, Texture.SOLID);
  }

  private SceneObject object(Spot spot, List<SceneObject> others, Background background) {
    Kind kind;
    do {
      kind = kind();
    } while (contains(others, kind));
    Set<Colour> against = EnumSet.of(background.colour());
    others.stream()
        .filter(other -> new Spot(other.size(), other.x(), other.y()).collides(spot))
        .forEach(other -> against.add(other.colour()));
    Tilt tilt = kind.tilts() ? usually(UPRIGHT, Tilt.values()) : Tilt.UPRIGHT;
    Texture texture = usually(SOLID, kind.textures(spot.size()).toArray(Texture[]::new));
    return new SceneObject(kind, colour(against), spot.size(), spot.x(), spot.y(), tilt, texture);
  }

  private static boolean contains(List<SceneObject> objects, Kind kind) {
    return objects.stream().anyMatch(object -> object.kind() == kind);
  }

  private Kind kind() {
    boolean digit = random.nextDouble() < DIGIT;
    return pick(
        Arrays.stream(Kind.values()).filter(k -> k.isDigit() == digit).toArray(Kind[]::new));
  }

  private Colour colour(Set<Colour> against) {
    return pick(
        Arrays.stream(Colour.values())
            .filter(colour -> against.stream().allMatch(colour::contrastsWith))
            .toArray(Colour[]::new));
  }

  private List<Spot> spots(int count) {
    List<Spot> spots = new ArrayList<>();
    while (spots.size() < count) {
      spots.clear();
      for (int i = 0; i < count; i++) {
        Spot spot = spot(size(count));
        if (spots.stream().noneMatch(spot::collides)) {
          spots.add(spot);
        }
      }
    }
    return spots;
  }

  /** A large one, a small one inside it, and perhaps another small one elsewhere. */
  private List<Spot> nestedSpots(int count) {
    while (true) {
      Spot outer = spot(Size.LARGE);
      Spot inner =
          new Spot(
              Size.SMALL, jittered(outer.x(), NESTED_JITTER), jittered(outer.y(), NESTED_JITTER));
      if (count == 2) {
        return List.of(outer, inner);
      }
      Spot beside = spot(Size.SMALL);
      if (!beside.collides(outer)) {
        return List.of(outer, inner, beside);
      }
    }
  }

  private Spot spot(Size size) {
    Place place = pick(Place.values());
    return new Spot(size, coordinate(place.column(), size), coordinate(place.row(), size));
  }

  /** Within the picture, and clearly left, in the middle or right. */
  private double coordinate(int side, Size size) {
    if (side == 0) {
      return jittered(0.5, CENTRE_JITTER);
    }
    double least = Form.REACH * size.radius() + BORDER;
    double most = 0.5 - Place.MIDDLE - 1.5 * CENTRE_JITTER;
    double fromEdge = least + random.nextDouble() * Math.max(CENTRE_JITTER / 2, most - least);
    return side < 0 ? fromEdge : 1 - fromEdge;
  }

  private double jittered(double at, double jitter) {
    return at + jitter * (2 * random.nextDouble() - 1);
  }

  private Size size(int count) {
    double drawn = random.nextDouble();
    return switch (count) {
      case 1 -> drawn < 0.45 ? Size.LARGE : drawn < 0.8 ? Size.MEDIUM : Size.SMALL;
      case 2 -> drawn < 0.2 ? Size.LARGE : drawn < 0.7 ? Size.MEDIUM : Size.SMALL;
      default -> drawn < 0.45 ? Size.MEDIUM : Size.SMALL;
    };
  }

  /** The first of some with this chance, else any of the others. */
  @SafeVarargs
  private <T> T usually(double chance, T... values) {
    boolean usual = random.nextDouble() < chance;
    return usual || values.length == 1 ? values[0] : values[1 + random.nextInt(values.length - 1)];
  }

  @SafeVarargs
  private <T> T pick(T... values) {
    return values[random.nextInt(values.length)];
  }
}
