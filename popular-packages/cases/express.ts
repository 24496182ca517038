import express from 'express';

export default async function () {
  const router = express.Router().get('/a', (_request, response) => void response.json({}));
  return typeof router;
}
