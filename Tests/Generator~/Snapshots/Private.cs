using System.Collections.Generic;
using P2PNet.Messages;

[assembly: Message(typeof(Game.Box<int[]>), Id = 9, Delivery = Delivery.Unreliable)]

namespace Game
{
    public static partial class Outer
    {
        [Message]
        public partial class Weapon
        {
            [Key(0)] private int _power;

            [Key(1)] public string Name { get; private set; } = "";

            [Key(2)] internal Ammo Ammo { private get; set; }

            [Key(3)] private List<int> Shots { get; } = new List<int>();

            private Weapon(List<int> shots) => Shots = shots;

            public int Power => _power;
        }
    }

    public partial struct Ammo
    {
        [Key(0)] private byte _rounds;

        [IgnoreMember]
        public byte Rounds
        {
            get => _rounds;
            set => _rounds = value;
        }
    }

    public partial class Box<T>
    {
        [Key(0)] private T _content = default!;
        [Key(1)] public Label? Note;

        [SerializationConstructor]
        private Box()
        {
        }

        public Box(T content) => _content = content;

        public sealed class Label
        {
            [Key(0)] public T Text = default!;
        }
    }
}
