using System;

namespace P2PNet.Messages
{
    /// <summary>
    /// Who rented an instance, for the last few times, where leases are tracked. It lives and dies with the instance: when it is collected during a
    /// lease, the lease was lost.
    /// </summary>
    internal sealed class LeaseTag
    {
        private const int Remembered = 4;

        private readonly Type _type;
        private readonly RentPlace[] _places = new RentPlace[Remembered];
        private readonly long[] _first = new long[Remembered];
        private readonly long[] _last = new long[Remembered];
        private int _newest;
        private bool _isOut;

        public LeaseTag(Type type)
        {
            _type = type;
            Array.Fill(_first, -1);
        }

        ~LeaseTag()
        {
            if (!_isOut) return;
            LeaseLedger.OnLost(_type, _places[_newest]);
            MessagePools.OnLeakFound($"A lease of a {_type} was lost. It was rented by {_places[_newest]}.");
        }

        public void OnRented(long version, in RentPlace place)
        {
            _newest = (_newest + 1) % Remembered;
            _places[_newest] = place;
            _first[_newest] = version;
            _last[_newest] = version;
            _isOut = true;
            LeaseLedger.OnRented(_type, place);
        }

        /// <summary>Handed over: the same rent goes on.</summary>
        public void OnContinued(long version)
        {
            if (_isOut) _last[_newest] = version;
        }

        public void OnEnded()
        {
            if (!_isOut) return;
            _isOut = false;
            LeaseLedger.OnEnded(_type, _places[_newest]);
        }

        /// <summary>Tells who rented it: a sentence.</summary>
        public string Describe(long version)
        {
            for (int i = 0; i < Remembered; i++)
            {
                if (_first[i] >= 0 && version >= _first[i] && version <= _last[i]) return $"It was rented by {_places[i]}.";
            }

            return "It was rented before leases were tracked, or too long ago.";
        }
    }
}
