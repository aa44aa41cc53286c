using P2PNet.Messages;

namespace Game
{
    [Message]
    public readonly struct Point
    {
        public Point(int x, int y)
        {
            X = x;
            Y = y;
        }

        [Key(0)] public int X { get; }

        [Key(1)] public int Y { get; }
    }

    [Message(Name = "chat")]
    public record Chat([property: Key(0)] string Text, [property: Key(1)] Point At)
    {
        [Key(2)] public string? Colour { get; init; }
    }
}

namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit
    {
    }
}
