using P2PNet.Rtc;

namespace P2PNet.Server.Turn;

/// <summary>Whose quotas an allocation, a reservation and what they carry are charged to.</summary>
/// <param name="User">Whose credential it was made with.</param>
/// <param name="Network">That of its client, shared by many users; null for one that has no limit.</param>
/// <param name="All">The whole server's.</param>
internal sealed record Payers(User User, Quota? Network, Quota All)
{
    /// <summary>The first limit that so many relays more would exceed; null where they would not.</summary>
    public RelayLimit? Exceeded(int relays)
    {
        if (!User.Quota.HasRoomFor(relays)) return RelayLimit.User;
        if (Network is not null && !Network.HasRoomFor(relays)) return RelayLimit.Network;
        return All.HasRoomFor(relays) ? null : RelayLimit.All;
    }

    public void TakeRelay()
    {
        User.Quota.TakeRelay();
        Network?.TakeRelay();
        All.TakeRelay();
    }

    public void GiveRelayBack()
    {
        User.Quota.GiveRelayBack();
        Network?.GiveRelayBack();
        All.GiveRelayBack();
    }

    /// <summary>Charges what is to be carried to all of them, or, where one has nothing left, to none.</summary>
    public bool TryCharge(Timestamp now, int bytes)
    {
        if (!User.Quota.Bandwidth.Has(now, bytes) || !All.Bandwidth.Has(now, bytes) || (Network is not null && !Network.Bandwidth.Has(now, bytes))) return false;
        User.Quota.Bandwidth.Take(bytes);
        All.Bandwidth.Take(bytes);
        Network?.Bandwidth.Take(bytes);
        return true;
    }
}
