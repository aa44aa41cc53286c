using P2PNet.Messages;

namespace Game
{
    [Message(Id = 3)]
    [Union(0, typeof(Jump))]
    [Union(7, typeof(Give<int>))]
    [Union(200, typeof(Wait))]
    public interface IAction
    {
    }

    public class Jump : IAction
    {
        [Key(0)] public float Height;
        [Key(1)] public IAction? Then;
        [Key(2)] public Effect Effect = new Sparks();
    }

    public class Give<T> : IAction
    {
        [Key(0)] public T Item = default!;
    }

    [Message]
    public struct Wait : IAction
    {
    }

    [Union(1, typeof(Sparks))]
    public abstract class Effect
    {
        [Key(0)] public int Colour;
    }

    public sealed class Sparks : Effect
    {
        [Key(1)] public byte Count;
    }
}
