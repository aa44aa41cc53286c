using System.Collections.Generic;
using P2PNet.Messages;

[assembly: Message(typeof(Consumer.Box<int>), Id = 20)]
[assembly: Message(typeof(Consumer.Box<string?[]>), Name = "consumer.texts")]

namespace Consumer
{
    /// <summary>A message that is one of several.</summary>
    [Message]
    [Union(0, typeof(Jump))]
    [Union(1, typeof(Wait))]
    [Union(300, typeof(Box<Point>))]
    [Union(2, typeof(Sequence))]
    public interface IAction
    {
    }

    public class Jump : IAction
    {
        [Key(0)] public float Height;
    }

    /// <summary>Derives from a listed type and is not listed.</summary>
    public sealed class HighJump : Jump
    {
        [Key(1)] public float Start;
    }

    [Message]
    public struct Wait : IAction
    {
        [Key(0)] public int Ticks;
    }

    public sealed class Sequence : IAction
    {
        [Key(0)] public List<IAction> Steps = new List<IAction>();
        [Key(1)] public IAction? Then;
        [Key(2)] public Effect Effect = new Sparks();
    }

    [Union(4, typeof(Sparks))]
    [Union(5, typeof(Smoke))]
    public abstract class Effect
    {
        [Key("colour")] public int Colour;
    }

    public sealed class Sparks : Effect
    {
        [Key("count")] public byte Count;
    }

    public sealed class Smoke : Effect
    {
    }

    /// <summary>A union that may be null, or must not be.</summary>
    [Message]
    public sealed class Effects
    {
        [Key(0)] public Effect? Maybe;
        [Key(1)] public Effect Must = null!;
    }

    /// <summary>Closed in several ways.</summary>
    public partial class Box<T> : IAction
    {
        [Key(0)] private T _content;
        [Key(1)] public Label? Note;

        public Box(T content) => _content = content;

        public T Content => _content;

        /// <summary>A type in a generic one.</summary>
        public sealed class Label
        {
            [Key(0)] public T Text = default!;
        }
    }
}
