namespace P2PNet.Server.Turn;

/// <summary>
/// The four listeners of RFC 5780: two addresses, Da and Db, with two ports each. An answer "from the other address" or "port" leaves
/// from another of them than the request came to.
/// </summary>
/// <param name="Primary">Da:Pa.</param>
/// <param name="PrimaryOtherPort">Da:Pb.</param>
/// <param name="Other">Db:Pa.</param>
/// <param name="OtherOtherPort">Db:Pb.</param>
internal sealed record AlternateListeners(byte Primary, byte PrimaryOtherPort, byte Other, byte OtherOtherPort);
