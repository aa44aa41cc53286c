using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server.Turn;

/// <summary>Builds and sends the responses to a client's requests.</summary>
internal sealed class Replies(ITurnTransport transport, ICryptoProvider crypto, Authenticator authenticator, TurnCounters counters)
{
    /// <summary>Of a 420, which lists what was not understood.</summary>
    public const int MaxListedAttributes = 16;

    /// <summary>Begins a success response. The attributes follow, then it is sent.</summary>
    public StunWriter Success(in StunMessage request) => new(transport.RentResponse(), StunClass.SuccessResponse, request.Method, request.TransactionId);

    /// <summary>Signs a response and sends it.</summary>
    public void Send(ref StunWriter response, in ClientTuple client, Caller caller)
    {
        if (caller.WantsSha256) MessageIntegritySha256.AddTo(ref response, crypto, caller.Key);
        else MessageIntegrity.AddTo(ref response, crypto, caller.Key);
        Send(ref response, client);
    }

    /// <summary>Refuses an authenticated request.</summary>
    public void Refuse(in StunMessage request, in ClientTuple client, Caller caller, StunErrorCode code)
    {
        StunWriter response = Error(request, code);
        Send(ref response, client, caller);
    }

    /// <summary>Refuses an authenticated request for attributes that were not understood.</summary>
    public void Refuse(in StunMessage request, in ClientTuple client, Caller caller, ReadOnlySpan<StunAttributeType> unknown)
    {
        StunWriter response = Error(request, StunErrorCode.UnknownAttribute);
        UnknownAttributes.AddTo(ref response, unknown);
        Send(ref response, client, caller);
    }

    /// <summary>Refuses a request that proved nothing, with what the client needs to prove itself (RFC 8489 §9.2.4).</summary>
    public void Challenge(in StunMessage request, in ClientTuple client, StunErrorCode code, long unixTime)
    {
        StunWriter response = Error(request, code);
        TextAttribute.Realm(authenticator.Realm).AddTo(ref response);
        authenticator.Nonces.Write(client, unixTime, response.Add(StunAttributeType.Nonce, NonceMint.Length));
        PasswordAlgorithmAttribute.AddTo(ref response, StunAttributeType.PasswordAlgorithms, Authenticator.Algorithms);
        Send(ref response, client);
    }

    /// <summary>Refuses a request whose sender could not be told even how to prove itself.</summary>
    public void RefuseUnsigned(in StunMessage request, in ClientTuple client, StunErrorCode code)
    {
        StunWriter response = Error(request, code);
        Send(ref response, client);
    }

    private static ReadOnlySpan<byte> Reason(StunErrorCode code) => code switch
    {
        StunErrorCode.BadRequest => "Bad Request"u8,
        StunErrorCode.Unauthenticated => "Unauthenticated"u8,
        StunErrorCode.Forbidden => "Forbidden"u8,
        StunErrorCode.UnknownAttribute => "Unknown Attribute"u8,
        StunErrorCode.AllocationMismatch => "Allocation Mismatch"u8,
        StunErrorCode.StaleNonce => "Stale Nonce"u8,
        StunErrorCode.AddressFamilyNotSupported => "Address Family not Supported"u8,
        StunErrorCode.WrongCredentials => "Wrong Credentials"u8,
        StunErrorCode.UnsupportedTransport => "Unsupported Transport Protocol"u8,
        StunErrorCode.PeerAddressFamilyMismatch => "Peer Address Family Mismatch"u8,
        StunErrorCode.AllocationQuotaReached => "Allocation Quota Reached"u8,
        StunErrorCode.InsufficientCapacity => "Insufficient Capacity"u8,
        _ => "Server Error"u8,
    };

    private StunWriter Error(in StunMessage request, StunErrorCode code)
    {
        counters.CountError(code);
        var response = new StunWriter(transport.RentResponse(), StunClass.ErrorResponse, request.Method, request.TransactionId);
        new ErrorCodeAttribute(code, Reason(code)).AddTo(ref response);
        return response;
    }

    private void Send(ref StunWriter response, in ClientTuple client)
    {
        Fingerprint.AddTo(ref response);
        if (!response.Failed) transport.SendToClient(client, response.Buffer);
    }
}
