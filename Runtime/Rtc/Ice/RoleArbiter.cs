using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>Our role, and who yields when both sides claim the same (RFC 8445 §7.3.1.1, §7.2.5.1).</summary>
    internal sealed class RoleArbiter
    {
        private readonly IRandom _random;

        public RoleArbiter(IceRole role, IRandom random)
        {
            Role = role;
            _random = random;
            TieBreaker = random.NextUInt64();
        }

        public IceRole Role { get; private set; }

        public ulong TieBreaker { get; private set; }

        public bool IsControlling => Role == IceRole.Controlling;

        /// <summary>What our checks carry.</summary>
        public IceRoleAttribute Attribute => new IceRoleAttribute(IsControlling, TieBreaker);

        /// <summary>Hears the role that a request claims. False where the peer must yield: it is answered 487.</summary>
        /// <param name="theirs">The role in the request.</param>
        /// <param name="switched">Whether we have yielded.</param>
        public bool TryAgree(in IceRoleAttribute theirs, out bool switched)
        {
            switched = false;
            if (theirs.IsControlling != IsControlling) return true;
            // The larger number controls: whoever finds that the other one should have the role that both claim, yields.
            bool weControl = TieBreaker >= theirs.TieBreaker;
            if (weControl == IsControlling) return false;
            Switch();
            switched = true;
            return true;
        }

        /// <summary>Hears a 487 to a check that claimed this role. True where we yield, with a new number (RFC 8445 §7.2.5.1).</summary>
        public bool TryYield(bool claimedControlling)
        {
            // An answer to a check from before the last switch says nothing new.
            if (claimedControlling != IsControlling) return false;
            Switch();
            TieBreaker = _random.NextUInt64();
            return true;
        }

        private void Switch() => Role = IsControlling ? IceRole.Controlled : IceRole.Controlling;
    }
}
