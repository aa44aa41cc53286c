using P2PNet.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary><see cref="OldHit"/> in a later version: a member removed, one added, and the others in another order.</summary>
    internal struct NewHit
    {
        [Key(3)]
        public float Range;

        [Key(1)]
        public string Weapon;

        [Key(0)]
        public int Damage;
    }
}
