using P2PNet.Messages;

namespace Game.Combat
{
    [Message(Id = 7, Delivery = Delivery.UnreliableSequenced)]
    public struct Movement
    {
        [Key(0)] public uint Tick;
        [Key(1)] public float X { get; set; }
        [Key(3)] public Stance? Stance;
    }

    public enum Stance : byte
    {
        Standing,
        Lying,
    }
}
